import { describe, expect, test } from '@jest/globals';
import { findTop, toTopValues } from '../../src/scoring/plan/top-classes.ts';

const labels = ['a', 'b', 'c', 'd'];
const scores = Float32Array.of(0.1, 0.7, 0.1, 0.1, 0.4, 0.2, 0.4, 0);

describe('findTop()', () => {
  test.each<[string, number[], number, number[]]>([
    ['the largest', [1, 3, 2], 1, [1]],
    ['the largest ones, the largest first', [1, 3, 2, 5], 3, [3, 1, 2]],
    ['the first of equals', [2, 5, 5, 5], 2, [1, 2]],
    ['NaN last', [NaN, -1, NaN, -Infinity], 3, [1, 3, 0]],
    ['all of them', [1, 2], 2, [1, 0]],
  ])('finds %s', (_name, values, size, expected) => {
    expect(findTop(Float32Array.from(values), { start: 0, width: values.length, size })).toEqual(expected);
  });

  test('looks at one record only', () => {
    expect(findTop(Float32Array.of(9, 9, 1, 2, 9), { start: 2, width: 2, size: 1 })).toEqual([3]);
  });
});

describe('toTopValues()', () => {
  test('gives a label and a score a record when one class is asked for', () => {
    const top = { count: 1, labels };
    expect(toTopValues({ values: scores, records: 2 }, { ...top, show: 'label' })).toEqual(['b', 'a']);
    expect(toTopValues({ values: scores, records: 2 }, { ...top, show: 'score' })).toEqual(
      Float32Array.of(0.7, 0.4),
    );
  });

  test('gives lists when several classes are asked for, float32 in its shortest form', () => {
    const top = { count: 3, labels };
    expect(toTopValues({ values: scores, records: 2 }, { ...top, show: 'label' })).toEqual([
      ['b', 'a', 'c'],
      ['a', 'c', 'b'],
    ]);
    expect(toTopValues({ values: scores, records: 2 }, { ...top, show: 'score' })).toEqual([
      [0.7, 0.1, 0.1],
      [0.4, 0.4, 0.2],
    ]);
  });

  test('writes no score that JSON has no number for', () => {
    const values = Float64Array.of(NaN, Infinity, 0.1, -Infinity);
    const top = { count: 4, labels, show: 'score' } as const;
    expect(toTopValues({ values, records: 1 }, top)).toEqual([[null, 0.1, null, null]]);
  });

  test('keeps the type of the scores', () => {
    const top = { count: 1, labels: ['a', 'b'], show: 'score' } as const;
    const values = BigInt64Array.of(1n, 9007199254740993n);
    expect(toTopValues({ values, records: 1 }, top)).toEqual(BigInt64Array.of(9007199254740993n));
    expect(toTopValues({ values, records: 1 }, { ...top, count: 2 })).toEqual([['9007199254740993', 1]]);
    expect(toTopValues({ values: new Float32Array(), records: 0 }, top)).toEqual(new Float32Array());
  });
});
