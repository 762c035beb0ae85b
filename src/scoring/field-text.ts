import { type FieldTable, quotedField, toFieldBytes } from './csv-fields.ts';

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a field; undefined where its bytes are not UTF-8. */
export function toFieldText(table: FieldTable, bytes: Uint8Array, index: number): string | undefined {
  try {
    return strictDecoder.decode(fieldBytes(table, bytes, index));
  } catch {
    return undefined;
  }
}

/** The text of a field for a message: wrong bytes are shown as U+FFFD. */
export function toShownText(table: FieldTable, bytes: Uint8Array, index: number): string {
  return lenientDecoder.decode(fieldBytes(table, bytes, index));
}

function fieldBytes(table: FieldTable, bytes: Uint8Array, index: number): Uint8Array {
  const start = table.starts[index] ?? 0;
  const end = table.ends[index] ?? 0;
  return table.kinds[index] === quotedField ? toFieldBytes(bytes, start, end) : bytes.subarray(start, end);
}
