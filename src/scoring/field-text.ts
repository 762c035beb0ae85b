import { type FieldBounds, quotedField, toFieldBytes } from './csv-fields.ts';

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenientDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a field; undefined where its bytes are not UTF-8. */
export function toFieldText(bytes: Uint8Array, field: FieldBounds): string | undefined {
  try {
    return strictDecoder.decode(toContent(bytes, field));
  } catch {
    return undefined;
  }
}

/** The text of a field for a message: wrong bytes are shown as U+FFFD. */
export function toShownText(bytes: Uint8Array, field: FieldBounds): string {
  return lenientDecoder.decode(toContent(bytes, field));
}

function toContent(bytes: Uint8Array, field: FieldBounds): Uint8Array {
  return field.kind === quotedField ? toFieldBytes(bytes, field) : bytes.subarray(field.start, field.end);
}
