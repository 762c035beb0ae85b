import { createCsvSource } from './csv-source.ts';
import type { ColumnSpec } from '../records.ts';
import type { CsvFormat } from '../table/table-format.ts';

const maxRecords = 1000;
const withComma = /^\s*[+-]?\d*,\d+\s*$/;
const withPoint = /^\s*[+-]?\d*\.\d+/;

/** Whether the first records of a table write decimals with a comma: some numbers of the model do, and none has a point. */
export function detectDecimal(
  records: Uint8Array,
  format: CsvFormat,
  columns: readonly ColumnSpec[],
): '.' | ',' {
  const fields = new Set(
    columns.flatMap(({ name, type }) =>
      type === 'float32' || type === 'float64' ? [format.header.indexOf(name)] : [],
    ),
  );
  let commas = 0;
  for (const text of listFields(records, format, fields)) {
    if (withPoint.test(text)) return '.';
    if (withComma.test(text)) commas++;
  }
  return commas > 0 ? ',' : '.';
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
