import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createRecordScanner } from '../../src/scoring/csv/csv-boundaries.ts';
import { parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import { parseCsv } from '../../src/scoring/csv/parse-csv.ts';
import type { ColumnSpec, Records } from '../../src/scoring/records.ts';

const columns: readonly ColumnSpec[] = [
  { name: 'x', type: 'float32', missing: { rule: 'required' } },
  { name: 's', type: 'string', missing: { rule: 'default', value: '?' } },
];
const include = ['s', 'note'];

/** Good and bad fields of every kind, so that generated tables hold valid records and each fault. */
const field = fc.oneof(
  fc.constantFrom(
    '1',
    '-2.5',
    '1e3',
    '',
    'NaN',
    'é',
    ' 7 ',
    '"4"',
    '"a,b"',
    '"a\nb"',
    '"say ""so"""',
    '"a"b',
    '5" pipe',
    'a\rb',
  ),
  fc.string({ unit: fc.constantFrom('a', '1', '"', '\r'), maxLength: 4 }),
);
const record = fc.array(field, { minLength: 3, maxLength: 5 }).map((fields) => fields.join(','));
const table = fc
  .tuple(fc.array(record, { maxLength: 15 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([records, newline, last]) => ['id,x,s,note', ...records].join(newline) + (last ? newline : ''));

function parse(bytes: Uint8Array, start: number, end: number, firstRow: number): Records {
  const { format } = parseTableHeader(bytes);
  const place = { firstRow, firstOffset: start };
  return parseCsv(bytes.slice(start, end), { model: 'm', columns, key: 'id', format, include, ...place });
}

/** A list for each record: its row and values, or its error. */
function toEntries({ rows, keys, columns: read, carried, errors }: Records): unknown[] {
  const entries = Array.from(rows, (row, k) => ({
    row,
    entry: [
      keys?.[k],
      ...read.map(({ values }) => values[k]),
      ...carried.map(({ values }) => values[k]),
    ] as unknown,
  }));
  const faults = errors.map((error) => ({ row: error.row, entry: error }));
  return [...entries, ...faults].sort((a, b) => a.row - b.row);
}

describe('a table cut into chunks', () => {
  test('gives the records of the whole, wherever it is cut between records', () => {
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 4 }), (text, size) => {
        const bytes = new TextEncoder().encode(text);
        const { format, headerBytes } = parseTableHeader(bytes);
        const ends: number[] = [];
        const scanner = createRecordScanner(format);
        const onRecordEnd = (end: number, blank: boolean) => (blank ? 0 : ends.push(headerBytes + end));
        scanner.scan(bytes.subarray(headerBytes), onRecordEnd);
        const { pendingBytes } = scanner.finish();
        const allEnds = pendingBytes > 0 ? [...ends, bytes.length] : ends;

        const whole = parse(bytes, headerBytes, bytes.length, 1);
        expect(whole.total).toBe(allEnds.length);
        const cuts = allEnds.filter((_, k) => (k + 1) % size === 0 || k === allEnds.length - 1);
        const parts = cuts.map((end, k) => parse(bytes, cuts[k - 1] ?? headerBytes, end, k * size + 1));
        expect(parts.flatMap(toEntries)).toEqual(toEntries(whole));
      }),
      { numRuns: 300 },
    );
  });
});
