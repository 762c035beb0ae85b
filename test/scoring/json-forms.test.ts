import { describe, expect, test } from '@jest/globals';
import { parseJsonColumns } from '../../src/scoring/json/json-columns.ts';
import { parseJsonRows } from '../../src/scoring/json/json-rows.ts';
import type { ColumnSpec } from '../../src/scoring/records.ts';

const columns: readonly ColumnSpec[] = [
  { name: 'tenure', type: 'float32', missing: { rule: 'required' } },
  { name: 'plan', type: 'string', missing: { rule: 'default', value: 'DSL' } },
];
const options = { model: 'churn', columns, key: 'id', maxRecords: 3 };
const expected = [
  { type: 'float32', values: Float32Array.of(1.5, 2) },
  { type: 'string', values: ['Fiber', 'DSL'] },
];

describe('parseJsonRows()', () => {
  test('reads values in the order of the names', () => {
    const rows = [
      ['Fiber', 'A', 1.5, 'x'],
      [null, 7, 2, 'y'],
    ];
    const read = parseJsonRows(rows, ['plan', 'id', 'tenure', 'other'], options);
    expect(read.columns).toEqual(expected);
    expect(read).toMatchObject({ total: 2, count: 2, keys: ['A', '7'], errors: [] });
  });

  test("reads values in the order of the model's columns when there are no names", () => {
    const read = parseJsonRows(
      [
        [1.5, 'Fiber'],
        [2, null],
      ],
      undefined,
      options,
    );
    expect(read.columns).toEqual(expected);
    expect(read.keys).toBeUndefined();
  });

  test('reads values without lists when there is one column', () => {
    const one = { ...options, columns: columns.slice(0, 1) };
    expect(parseJsonRows([1.5, [2], 'x'], undefined, one)).toMatchObject({
      columns: [expected[0]],
      errors: [{ row: 3, message: 'Cannot score record 3 of "churn": "tenure" is "x", expected a number' }],
    });
  });

  test.each([
    [[1], 'WrongFieldCount', 'it has 1 values, expected 2'],
    [[1, 'DSL', 3], 'WrongFieldCount', 'it has 3 values, expected 2'],
    [5, 'InvalidValue', 'it is 5, expected an array of 2 values'],
    [{ tenure: 1 }, 'InvalidValue', 'it is {"tenure":1}, expected an array of 2 values'],
    [[null, 'DSL'], 'MissingValue', '"tenure" is missing'],
    [[[1], 'DSL'], 'InvalidValue', '"tenure" is [1], expected a number'],
  ])('tells what is wrong with %j and keeps its neighbours', (bad, code, what) => {
    const { errors, rows } = parseJsonRows([[1, 'a'], bad, [2, 'b']], undefined, options);
    expect(errors).toMatchObject([{ row: 2, code, message: `Cannot score record 2 of "churn": ${what}` }]);
    expect(rows).toEqual(Uint32Array.of(1, 3));
  });

  test.each<[unknown, string]>([
    [5, 'Cannot read the request: "columns" is not an array of names'],
    [['tenure', 5], 'Cannot read the request: name 2 of "columns" is not a text'],
    [['tenure', 'plan', 'tenure'], 'Cannot read the request: "columns" has "tenure" twice'],
    [['plan'], 'Cannot score the table with "churn": column "tenure" is missing'],
    [
      ['plan', 'Tenur'],
      'Cannot score the table with "churn": column "tenure" is missing, but there is "Tenur": did you mean "tenure"?',
    ],
  ])('throws when the names are %j', (names, message) => {
    expect(() => parseJsonRows([[1, 2, 3]], names, options)).toThrow(new Error(message));
  });

  test('throws when there are no rows, or too many', () => {
    expect(() => parseJsonRows([], undefined, options)).toThrow(
      'Cannot read the request: it holds no records',
    );
    expect(() => parseJsonRows([1, 2, 3, 4], undefined, options)).toThrow(
      'Cannot score the records with "churn": there are 4, more than 3',
    );
  });
});

describe('parseJsonColumns()', () => {
  test('reads a value a record from each column', () => {
    const read = parseJsonColumns(
      { tenure: [1.5, 2], plan: ['Fiber', null], id: ['A', 'B'], z: [0, 0] },
      options,
    );
    expect(read.columns).toEqual(expected);
    expect(read.keys).toEqual(['A', 'B']);
  });

  test('reads columns of tensors of [N, 1]', () => {
    expect(parseJsonColumns({ tenure: [[1.5], [2]], plan: [['Fiber'], ['']] }, options).columns).toEqual(
      expected,
    );
  });

  test('puts the default where a column is not there', () => {
    expect(parseJsonColumns({ tenure: [1] }, options).columns[1]).toEqual({
      type: 'string',
      values: ['DSL'],
    });
  });

  test('tells which record is wrong and keeps its neighbours', () => {
    const { errors, rows } = parseJsonColumns({ tenure: [1, [2, 3], 4] }, options);
    expect(errors.map(({ message }) => message)).toEqual([
      'Cannot score record 2 of "churn": "tenure" is [2,3], expected a number',
    ]);
    expect(rows).toEqual(Uint32Array.of(1, 3));
  });

  test.each<[Record<string, unknown>, string]>([
    [{}, 'Cannot score the table with "churn": column "tenure" is missing'],
    [
      JSON.parse('{"__proto__": {"tenure": [1]}}') as Record<string, unknown>,
      'Cannot score the table with "churn": column "tenure" is missing',
    ],
    [{ tenure: 5 }, 'Cannot read the request: column "tenure" is not an array'],
    [
      { tenure: [1], plan: [] },
      'Cannot read the request: column "tenure" has 1 values, column "plan" has 0 values',
    ],
    [{ tenure: [] }, 'Cannot read the request: it holds no records'],
  ])('throws for %j', (value, message) => {
    expect(() => parseJsonColumns(value, options)).toThrow(new Error(message));
  });
});
