import { describe, expect, test } from '@jest/globals';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { ColumnSpec } from '../../src/scoring/records.ts';

const columns: readonly ColumnSpec[] = [
  { name: 'tenure', type: 'float32', missing: { rule: 'required' } },
  { name: 'plan', type: 'string', missing: { rule: 'default', value: 'DSL' } },
  { name: 'charges', type: 'float32', missing: { rule: 'nan' } },
  { name: 'senior', type: 'bool', missing: { rule: 'default', value: false } },
  { name: 'visits', type: 'int64', missing: { rule: 'default', value: 0 } },
];
const parse = (value: unknown, maxRecords = 10) =>
  parseJsonRecords(value, { model: 'churn', columns, key: 'id', maxRecords });

describe('parseJsonRecords()', () => {
  test('reads one record, an array, and {"records"}', () => {
    const record = { id: 'A', tenure: 1.5, plan: 'Fiber', charges: 2, senior: true, visits: 7, other: [] };
    const one = parse(record);
    expect(one).toEqual({
      total: 1,
      count: 1,
      columns: [
        { type: 'float32', values: Float32Array.of(1.5) },
        { type: 'string', values: ['Fiber'] },
        { type: 'float32', values: Float32Array.of(2) },
        { type: 'bool', values: Uint8Array.of(1) },
        { type: 'int64', values: BigInt64Array.of(7n) },
      ],
      rows: Uint32Array.of(1),
      keys: ['A'],
      carried: [],
      errors: [],
    });
    expect(parse([record])).toEqual(one);
    expect(parse({ records: [record] })).toEqual(one);
  });

  test('puts the missing value of the model for null, an absent field and an empty text', () => {
    const { columns: read, keys } = parse([{ tenure: 1 }, { tenure: 1, plan: '', charges: null, senior: 0 }]);
    expect(read.slice(1)).toEqual([
      { type: 'string', values: ['DSL', 'DSL'] },
      { type: 'float32', values: Float32Array.of(NaN, NaN) },
      { type: 'bool', values: Uint8Array.of(0, 0) },
      { type: 'int64', values: BigInt64Array.of(0n, 0n) },
    ]);
    expect(keys).toBeUndefined();
  });

  const faults: [unknown, string][] = [
    [{}, '"tenure" is missing'],
    [{ tenure: null }, '"tenure" is missing'],
    [{ tenure: 'abc' }, '"tenure" is "abc", expected a number'],
    [{ tenure: '5' }, '"tenure" is "5", expected a number'],
    [{ tenure: true }, '"tenure" is true, expected a number'],
    [{ tenure: { a: 1 } }, '"tenure" is {"a":1}, expected a number'],
    [{ tenure: 1e39 }, '"tenure" is 1e+39, expected a number within float32'],
    [{ tenure: Infinity }, '"tenure" is Infinity, expected a number within float32'],
    [{ tenure: 1, plan: 5 }, '"plan" is 5, expected a text'],
    [{ tenure: 1, senior: 2 }, '"senior" is 2, expected true or false'],
    [{ tenure: 1, visits: 1.5 }, '"visits" is 1.5, expected a whole number'],
    [{ tenure: 1, visits: 1e19 }, '"visits" is 10000000000000000000, expected a whole number within int64'],
    [{ tenure: 1, id: [] }, '"id" is [], expected a text or a number'],
    [
      { tenure: 1, id: 2 ** 64 },
      '"id" is 18446744073709552000, expected a text, as numbers above 2^53 are rounded',
    ],
    [{ tenure: 'x'.repeat(100) }, `"tenure" is "${'x'.repeat(59)}...", expected a number`],
    [[1, 2], 'it is [1,2], expected an object'],
    [5, 'it is 5, expected an object'],
    [null, 'it is null, expected an object'],
  ];

  test.each(faults)('tells what is wrong with %j and keeps its neighbours', (bad, what) => {
    const { errors, rows } = parse([{ tenure: 1 }, bad, { tenure: 2 }]);
    expect(errors.map(({ row, message }) => [row, message])).toEqual([
      [2, `Cannot score record 2 of "churn": ${what}`],
    ]);
    expect(rows).toEqual(Uint32Array.of(1, 3));
  });

  test('tells of a value that is nested deeper than the stack goes', () => {
    const deep: unknown = JSON.parse('['.repeat(1e5) + ']'.repeat(1e5));
    const shown = `${'['.repeat(60)}...`;
    expect(parse([{ tenure: deep }, deep]).errors.map(({ message }) => message)).toEqual([
      `Cannot score record 1 of "churn": "tenure" is ${shown}, expected a number`,
      `Cannot score record 2 of "churn": it is ${shown}, expected an object`,
    ]);
  });

  test.each([
    [5, 'Cannot read the request: expected a record, or an array of records'],
    [null, 'Cannot read the request: expected a record, or an array of records'],
    [[], 'Cannot read the request: it holds no records'],
    [{ records: 5 }, 'Cannot read the request: "records" is not an array'],
    [
      Array.from({ length: 11 }, () => ({ tenure: 1 })),
      'Cannot score the records with "churn": there are 11, more than 10',
    ],
  ])('throws for %j', (value, message) => {
    expect(() => parse(value)).toThrow(message);
  });
});
