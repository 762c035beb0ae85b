import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from '../support/fast-check.ts';
import { formatCsv } from '../../src/scoring/csv/format-csv.ts';
import { formatErrors } from '../../src/scoring/csv/format-errors.ts';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import type { PredictionValues } from '../../src/scoring/predictions.ts';
import type { Records } from '../../src/scoring/records.ts';

function toRecords(count: number, rest: Partial<Records> = {}): Records {
  const rows = Uint32Array.from({ length: count }, (_, k) => k + 1);
  return { total: count, count, columns: [], rows, keys: undefined, carried: [], errors: [], ...rest };
}

const predictionsOf = (values: PredictionValues) => ({
  count: values.length,
  columns: [{ name: 'y', values }],
});
const toLines = (values: PredictionValues, rest: Partial<Records> = {}) =>
  new TextDecoder().decode(formatCsv(toRecords(values.length, rest), predictionsOf(values)));

/** Shortest by trying, with the platform's own digits: another way than the code's. */
function toShortest(value: number): number {
  const precision = Array.from({ length: 9 }, (_, k) => k + 1).find(
    (digits) => Math.fround(Number(value.toPrecision(digits))) === value,
  );
  return Number(value.toPrecision(precision));
}

describe('formatCsv()', () => {
  const cases: [string, PredictionValues, string[]][] = [
    [
      'float32',
      Float32Array.of(0.83, 0, -1.5, 1 / 3, 1e-7, 16777216, 3e38),
      ['0.83', '0', '-1.5', '0.33333334', '1e-7', '16777216', '3e+38'],
    ],
    ['float32 that is none', Float32Array.of(NaN, Infinity, -Infinity), ['', 'inf', '-inf']],
    ['float64', Float64Array.of(0.1, 1e21, NaN), ['0.1', '1e+21', '']],
    ['int64', BigInt64Array.of(9007199254740993n, -1n), ['9007199254740993', '-1']],
    ['int32', Int32Array.of(-2147483648, 0, 120), ['-2147483648', '0', '120']],
    ['bool', [true, false], ['true', 'false']],
    [
      'string',
      ['a', 'b,c', 'say "so"', 'é', '', ' x', 'l\nm'],
      ['a', '"b,c"', '"say ""so"""', 'é', '', '" x"', '"l\nm"'],
    ],
  ];

  test.each(cases)('writes %s', (_type, values, expected) => {
    expect(toLines(values)).toBe(expected.map((text, k) => `${k + 1},${text}\n`).join(''));
  });

  test('writes row, key, carried columns and predictions in this order', () => {
    const records = { rows: Uint32Array.of(7), keys: ['A,1'], carried: [{ name: 'n', values: ['x'] }] };
    expect(toLines(Float32Array.of(1), records)).toBe('7,"A,1",x,1\n');
  });

  test('writes float32 in the shortest text that reads back the same', () => {
    const float = fc.oneof(
      fc.float({ noNaN: true, noDefaultInfinity: true }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      fc.float({ min: -10000, max: 10000, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(float, { minLength: 1 }), (values) => {
        const texts = toLines(Float32Array.from(values))
          .trimEnd()
          .split('\n')
          .map((line) => line.split(',')[1]!);
        expect(texts.map((text) => Math.fround(Number(text)) + 0)).toEqual(values.map((value) => value + 0));
        expect(texts.map((text) => Number(text) + 0)).toEqual(values.map((value) => toShortest(value) + 0));
      }),
      { numRuns: 500 },
    );
  });

  test('writes texts that csv-parse reads back', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (texts) => {
        const lines = parse(toLines(texts), { record_delimiter: '\n' });
        expect(lines.map((line) => line[1])).toEqual(texts);
      }),
    );
  });
});

describe('toPredictionJson()', () => {
  test('writes every type as JSON can hold it', () => {
    const columns = [
      { name: 'float32', values: Float32Array.of(0.83, NaN, Infinity) },
      { name: 'float64', values: Float64Array.of(0.1, NaN, 2) },
      { name: 'int64', values: BigInt64Array.of(5n, 9007199254740993n, -3n) },
      { name: 'text', values: ['a', 'b', 'c'] },
      { name: 'bool', values: [true, false, true] },
    ];
    expect(toPredictionJson({ count: 3, columns })).toEqual([
      { float32: 0.83, float64: 0.1, int64: 5, text: 'a', bool: true },
      { float32: null, float64: null, int64: '9007199254740993', text: 'b', bool: false },
      { float32: null, float64: 2, int64: -3, text: 'c', bool: true },
    ]);
  });
});

describe('formatErrors()', () => {
  test('writes a line an error, with what is known', () => {
    const errors = [
      { row: 2, offset: 9, key: 'A', column: 'x', code: 'MissingValue', message: 'm' },
      { row: 3, code: 'ScoringFailed', message: 'n' },
    ] as const;
    expect(new TextDecoder().decode(formatErrors(errors))).toBe(
      '{"row":2,"offset":9,"key":"A","column":"x","code":"MissingValue","message":"m"}\n' +
        '{"row":3,"code":"ScoringFailed","message":"n"}\n',
    );
  });
});
