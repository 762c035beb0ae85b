import { type DecimalHint, hintDecimal } from './csv-number.ts';
import { createCsvSource } from './csv-source.ts';
import { type ColumnSpec, isFloatType } from '../records.ts';
import type { CsvFormat } from '../table/table-format.ts';

const maxRecords = 1000;

export interface FoundDecimal {
  readonly decimal: '.' | ',';
  /** Whether some number could be read in no other way. */
  readonly isTold: boolean;
}

/**
 * Whether the first records of a table write decimals with a comma: some numbers of the model do, and none does with a point.
 * Where all that there is are three digits after a comma, they are decimals in a table that has another delimiter, else thousands.
 */
export function detectDecimal(
  records: Uint8Array,
  format: CsvFormat,
  columns: readonly ColumnSpec[],
): FoundDecimal {
  const fields = new Set(
    columns.flatMap(({ name, type }) => (isFloatType(type) ? [format.header.indexOf(name)] : [])),
  );
  const found = new Set<DecimalHint | undefined>();
  for (const text of listFields(records, format, fields)) {
    const hint = hintDecimal(text.trim());
    if (hint === 'point') return { decimal: '.', isTold: true };
    found.add(hint);
  }
  if (found.has('comma')) return { decimal: ',', isTold: true };
  const mayBe = found.has('maybe comma') && !found.has('maybe point') && format.delimiter !== ',';
  return { decimal: mayBe ? ',' : '.', isTold: false };
}

/** The texts of some fields of the first records, as long as those are whole. */
function* listFields(bytes: Uint8Array, format: CsvFormat, wanted: ReadonlySet<number>): Generator<string> {
  const { cursor, decoder, newline } = createCsvSource(bytes, format);
  let field = 0;
  let records = 0;
  for (let at = 0; at < bytes.length && records < maxRecords; at++) {
    at = cursor.read(at);
    if (at >= bytes.length) return;
    if (wanted.has(field)) yield decoder.show(bytes, cursor.field);
    const ends = bytes[at] === newline;
    field = ends ? 0 : field + 1;
    if (ends) records++;
  }
}
