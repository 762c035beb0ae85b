import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from '../support/fast-check.ts';
import { parseTableHeader } from '../../src/scoring/csv/csv-header.ts';
import { parseCsv, type ParseCsvOptions } from '../../src/scoring/csv/parse-csv.ts';
import type { ColumnSpec, TensorType } from '../../src/scoring/records.ts';

const required = { rule: 'required' } as const;
const columns: readonly ColumnSpec[] = [
  { name: 'tenure', type: 'float32', missing: required },
  { name: 'plan', type: 'string', missing: required },
  { name: 'charges', type: 'float64', missing: { rule: 'nan' } },
];

function parseTable(text: string | Uint8Array, options: Partial<ParseCsvOptions> = {}) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  const { format, headerBytes } = parseTableHeader(bytes);
  return parseCsv(bytes.subarray(headerBytes), {
    model: 'churn',
    columns,
    key: 'id',
    format,
    include: 'key',
    firstRow: 1,
    firstOffset: headerBytes,
    ...options,
  });
}

describe('parseCsv()', () => {
  test('reads typed columns, keys and rows', () => {
    const records = parseTable(
      'id,tenure,other,plan,charges\nA,1.5,x,DSL,29.85\nB,-2,y,"Fi""b,re",\nC,1e2,z,DSL,NaN',
    );
    expect(records).toEqual({
      total: 3,
      count: 3,
      columns: [
        { type: 'float32', values: Float32Array.of(1.5, -2, 100) },
        { type: 'string', values: ['DSL', 'Fi"b,re', 'DSL'] },
        { type: 'float64', values: Float64Array.of(29.85, NaN, NaN) },
      ],
      rows: Uint32Array.of(1, 2, 3),
      keys: ['A', 'B', 'C'],
      carried: [],
      errors: [],
    });
  });

  test('keeps the good neighbours of bad records, and says what is wrong with each', () => {
    const bytes = Buffer.concat([
      Buffer.from(
        'id,tenure,plan,charges\nA,1,DSL,1\nB,abc,DSL,1\nC,,DSL,1\nD,1,,1\nE,1,DSL\nF,1,DSL,1,1\nG,1,',
      ),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(',1\n,1,DSL,1\nH,1e39,DSL,1\nI,0x10,DSL,"1,5"\nJ,2,Fiber,2\n'),
    ]);
    const { total, count, rows, keys, errors, columns: read } = parseTable(bytes);
    expect({ total, count, rows, keys }).toEqual({
      total: 11,
      count: 2,
      rows: Uint32Array.of(1, 11),
      keys: ['A', 'J'],
    });
    expect(read[0]).toEqual({ type: 'float32', values: Float32Array.of(1, 2) });
    expect(read[1]).toEqual({ type: 'string', values: ['DSL', 'Fiber'] });
    expect(errors.map(({ row, code, message }) => `${row} ${code} ${message}`)).toEqual([
      '2 InvalidValue Cannot score record 2 of "churn": "tenure" is "abc", expected a number',
      '3 MissingValue Cannot score record 3 of "churn": "tenure" is missing',
      '4 MissingValue Cannot score record 4 of "churn": "plan" is missing',
      '5 WrongFieldCount Cannot score record 5 of "churn": it has 3 fields, expected 4',
      '6 WrongFieldCount Cannot score record 6 of "churn": it has 5 fields, expected 4',
      '7 InvalidValue Cannot score record 7 of "churn": "plan" is not UTF-8 text',
      '8 MissingValue Cannot score record 8 of "churn": "id" is missing',
      '9 InvalidValue Cannot score record 9 of "churn": "tenure" is "1e39", expected a number within float32',
      '10 InvalidValue Cannot score record 10 of "churn": "tenure" is "0x10", expected a number',
    ]);
    expect(errors[0]).toMatchObject({ row: 2, offset: 33, key: 'B', column: 'tenure' });
    expect(errors[6]).not.toHaveProperty('key');
  });

  test('tells a quote that is never closed', () => {
    const { errors, count } = parseTable('id,tenure,plan,charges\nA,1,DSL,1\nB,1,"DSL,1\nC,1,DSL,1\n');
    expect(count).toBe(1);
    expect(errors).toEqual([
      {
        row: 2,
        offset: 33,
        code: 'UnclosedQuote',
        message: 'Cannot score record 2 of "churn": a quote is never closed',
      },
    ]);
  });

  test('refuses a table without a column of the model', () => {
    expect(() => parseTable('id,plan,charges\nA,DSL,1\n')).toThrow(
      'Cannot score the table with "churn": column "tenure" is missing',
    );
  });

  test('tells all columns that are missing, and which are likely misspelt', () => {
    expect(() => parseTable('id,Tenure,Plan_\nA,1,2\n')).toThrow(
      'Cannot score the table with "churn": column "tenure" is missing, but there is "Tenure": did you mean "tenure"?; missing, too: "plan" (there is "Plan_")',
    );
  });

  test('fills in a column that the table need not have', () => {
    const filled = parseTable('a,c\n1,2\n3,4\n', {
      key: undefined,
      columns: [
        { name: 'b', type: 'float32', missing: { rule: 'default', value: 7 } },
        { name: 'a', type: 'float32', missing: required },
        { name: 'd', type: 'string', missing: { rule: 'nan' } },
      ],
    }).columns;
    expect(filled).toEqual([
      { type: 'float32', values: Float32Array.of(7, 7) },
      { type: 'float32', values: Float32Array.of(1, 3) },
      { type: 'string', values: ['', ''] },
    ]);
  });

  test('goes without keys when the table has none', () => {
    expect(parseTable('tenure,plan,charges\n1,DSL,1\n').keys).toBeUndefined();
  });

  test('carries all other columns or the ones asked for', () => {
    const table = 'id,tenure,plan,charges,note\nA,1,DSL,1,"a,b"\n';
    expect(parseTable(table, { include: 'all' }).carried).toEqual([
      { name: 'tenure', values: ['1'] },
      { name: 'plan', values: ['DSL'] },
      { name: 'charges', values: ['1'] },
      { name: 'note', values: ['a,b'] },
    ]);
    expect(parseTable(table, { include: ['note'] }).carried).toEqual([{ name: 'note', values: ['a,b'] }]);
    expect(() => parseTable(table, { include: ['nope'] })).toThrow('column "nope" is missing');
  });

  test('reads every type of column', () => {
    const of = (type: TensorType): ColumnSpec => ({ name: type, type, missing: required });
    const types = ['int32', 'int64', 'bool', 'float64', 'string'] as const;
    const table = `${types.join(',')}\n-5,9007199254740993,TRUE,1e-7,é\n 6 ,+7,0,.5,"a\r\nb"\n2147483648,1,1,1,a\n1,1,2,1,a\n1.5,1,1,1,a\n`;
    const { columns: read, errors } = parseTable(table, { columns: types.map(of) });
    expect(read.map(({ values }) => Array.from(values as ArrayLike<unknown>))).toEqual([
      [-5, 6],
      [9007199254740993n, 7n],
      [1, 0],
      [1e-7, 0.5],
      ['é', 'a\r\nb'],
    ]);
    expect(errors.map(({ message }) => message)).toEqual([
      'Cannot score record 3 of "churn": "int32" is "2147483648", expected a whole number within int32',
      'Cannot score record 4 of "churn": "bool" is "2", expected true or false',
      'Cannot score record 5 of "churn": "int32" is "1.5", expected a whole number',
    ]);
  });
});

describe('parseCsv() as a property', () => {
  const field = fc.string({
    unit: fc.constantFrom('a', 'b', '1', '.', '"', ',', '\n', '\r', 'é', ' '),
    maxLength: 6,
  });
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const write = (rows: readonly (readonly string[])[], newline: string, last: boolean) =>
    [['a', 'b', 'c'], ...rows].map((row) => row.map(quote).join(',')).join(newline) + (last ? newline : '');
  const rows = fc.array(fc.tuple(field, field, field), { minLength: 1, maxLength: 20 });
  const newline = fc.constantFrom('\n', '\r\n');
  const text = (name: string): ColumnSpec => ({
    name,
    type: 'string',
    missing: { rule: 'default', value: '' },
  });
  const options = { columns: ['a', 'b', 'c'].map(text) };

  test('reads what csv-parse reads', () => {
    fc.assert(
      fc.property(rows, newline, fc.boolean(), (cells, end, last) => {
        const table = write(cells, end, last);
        const expected = parse(table, { columns: true, record_delimiter: end });
        const { columns: read } = parseTable(table, options);
        const found = read[0]!.values.length;
        const records = Array.from({ length: found }, (_, k) => ({
          a: read[0]!.values[k],
          b: read[1]!.values[k],
          c: read[2]!.values[k],
        }));
        expect(records).toEqual(expected);
      }),
    );
  });

  test('reads numbers as Number() and fround do', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true, max: 1e38, min: -1e38 }).map(String),
      fc.tuple(fc.integer(), fc.nat(99999)).map(([a, b]) => `${a}.${b}`),
      fc.stringMatching(/^[+-]?[0-9]{1,18}(\.[0-9]{0,18})?$/),
    );
    const spec = (type: 'float32' | 'float64'): ColumnSpec => ({ name: type, type, missing: required });
    fc.assert(
      fc.property(fc.array(number, { minLength: 1 }), (texts) => {
        const table = `float32,float64\n${texts.map((value) => `${value},${value}\n`).join('')}`;
        const { columns: read } = parseTable(table, { columns: [spec('float32'), spec('float64')] });
        expect(read[0]!.values).toEqual(Float32Array.from(texts, Number));
        expect(read[1]!.values).toEqual(Float64Array.from(texts, Number));
      }),
    );
  });
});
