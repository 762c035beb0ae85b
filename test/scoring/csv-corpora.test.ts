import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from '../support/fast-check.ts';
import { createRecordScanner } from '../../src/scoring/csv/csv-boundaries.ts';
import { type DeclaredFormat, parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import { parseCsv } from '../../src/scoring/csv/parse-csv.ts';
import type { Records } from '../../src/scoring/records.ts';
import { findExclusion, loadPapaCases, type PapaCase } from './support/papa-cases.ts';

const place = { model: 'm', columns: [], include: 'all', firstRow: 1 } as const;

/** The texts of all records that have the header's fields, and how many have not. */
function readTexts(bytes: Uint8Array, declared: DeclaredFormat = {}) {
  const { format, header, headerBytes } = parseTableHeader(bytes, declared);
  const options = { ...place, format, firstOffset: headerBytes };
  const body = bytes.subarray(headerBytes);
  const whole = parseCsv(body, options);
  const parts = cutAtRecords(body, format).map((part) => parseCsv(part, options));
  expect(parts.flatMap(toRows)).toEqual(toRows(whole));
  return { header, rows: toRows(whole), errors: whole.errors.length };
}

function toRows({ count, carried }: Records): string[][] {
  return Array.from({ length: count }, (_, k) => carried.map(({ values }) => values[k]!));
}

/** A chunk a record, its end found in pieces of one byte. */
function cutAtRecords(bytes: Uint8Array, format: { readonly delimiter: string }): Uint8Array[] {
  const scanner = createRecordScanner(format);
  const ends: number[] = [];
  bytes.forEach((_, at) => scanner.scan(bytes.subarray(at, at + 1), (end) => ends.push(at + end)));
  return [...ends, bytes.length].map((end, k) => bytes.subarray(ends[k - 1] ?? 0, end));
}

function readText(option: unknown): string | undefined {
  return typeof option === 'string' ? option : undefined;
}

describe('csv-spectrum', () => {
  const folder = path.dirname(createRequire(import.meta.url).resolve('csv-spectrum'));
  const names = readdirSync(path.join(folder, 'csvs')).map((name) => path.basename(name, '.csv'));
  // Its JSON is no array, and has another telephone number than its CSV.
  const wrong = 'location_coordinates';

  test('has its twelve tables', () => {
    expect(names).toHaveLength(12);
    expect(names).toContain(wrong);
  });

  test(`${wrong} keeps what is not UTF-8 out`, () => {
    const { rows, errors } = readTexts(readFileSync(path.join(folder, 'csvs', `${wrong}.csv`)));
    expect({ rows: rows.length, errors }).toEqual({ rows: 1, errors: 0 });
  });

  test.each(names.filter((name) => name !== wrong))(
    '%s is read as it should be, whole and record by record',
    (name) => {
      const { header, rows } = readTexts(readFileSync(path.join(folder, 'csvs', `${name}.csv`)));
      const objects = rows.map((row) => Object.fromEntries(header.map((column, k) => [column, row[k]])));
      expect(objects).toEqual(JSON.parse(readFileSync(path.join(folder, 'json', `${name}.json`), 'utf8')));
    },
  );
});

describe('the cases of Papa Parse', () => {
  const all = loadPapaCases();
  const ours = all.filter((each) => findExclusion(each) === undefined);

  test('are those that apply to tables with a header; each other has its reason', () => {
    const counts = new Map<string, number>();
    for (const each of all) {
      const reason = findExclusion(each) ?? 'applies';
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
    expect(Object.fromEntries(counts)).toEqual({
      applies: 74,
      'CSV has no comments (RFC 4180)': 15,
      'a byte order mark stands before the header': 1,
      'a delimiter is one character': 4,
      'a quote is doubled (RFC 4180)': 3,
      'a table has one newline, that of its header': 1,
      'a table without rows has no header': 3,
      'all of a table is scored': 6,
      'only a line with nothing on it is blank': 2,
      'rows as objects': 23,
      'text behind a closing quote is kept, as in Python': 5,
      'the delimiter is that of the header': 5,
      'the first line is the header': 3,
      'types come from the model': 8,
      'values are not transformed': 2,
      'what is malformed is an error of the record, not a guess': 6,
    });
  });

  test.each(ours.map((each) => [each.description, each] as const))(
    '%s',
    (_, { input, config, expected }: PapaCase) => {
      const wanted = expected.data.map((row) => (row as readonly unknown[]).map(String));
      const width = Math.max(...wanted.map((row) => row.length));
      const delimiter = readText(config?.delimiter) ?? expected.meta?.delimiter ?? ',';
      const newline = /\r\n|\r|\n/.exec(input.replaceAll(/"[^"]*"/g, ''))?.[0] ?? '\n';
      const names = Array.from({ length: width }, (_, k) => `c${k}`).join(delimiter);
      const quote = readText(config?.quoteChar);
      const bytes = new TextEncoder().encode(`${names}${newline}${input}`);
      const { rows, errors } = readTexts(bytes, { delimiter, quote });
      const filled = wanted.filter((row) => row.length > 1 || row[0] !== '');
      expect(rows).toEqual(filled.filter((row) => row.length === width));
      expect(errors).toBe(filled.filter((row) => row.length !== width).length);
    },
  );
});

describe('generated CSV', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '1', '.', '"', ',', '\n', '\r\n', 'é', ' ', 'ß'),
    maxLength: 6,
  });
  const field = fc.tuple(text, fc.boolean()).map(([value, quoted]) => {
    const plain = value.replaceAll(/["\n\r,]/g, '');
    return quoted ? `"${value.replaceAll('"', '""')}"` : plain;
  });
  const row = fc.tuple(field, field, field).map((fields) => fields.join(','));
  const rows = fc.array(row, { minLength: 1, maxLength: 8 });

  test('is read as csv-parse reads it, however it is quoted, cut at every byte', () => {
    fc.assert(
      fc.property(rows, fc.constantFrom('\n', '\r\n'), fc.boolean(), (lines, newline, last) => {
        const table = ['x,y,z', ...lines].join(newline) + (last ? newline : '');
        const [, ...expected] = parse(table, { record_delimiter: newline });
        expect(readTexts(new TextEncoder().encode(table))).toEqual({
          header: ['x', 'y', 'z'],
          rows: expected,
          errors: 0,
        });
      }),
      { numRuns: 300 },
    );
  });
});
