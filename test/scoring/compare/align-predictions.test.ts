import { describe, expect, test } from '@jest/globals';
import { alignPredictions } from '../../../src/scoring/compare/align-predictions.ts';
import type { PredictionValues } from '../../../src/scoring/predictions.ts';

const rows = Uint32Array.of(2, 4);
const wanted = Uint32Array.of(1, 2, 3, 4);

function align(values: PredictionValues, of = wanted): PredictionValues | undefined {
  const predictions = { count: 2, columns: [{ name: 'y', values }] };
  return alignPredictions({ rows, predictions }, of).columns[0]?.values;
}

describe('alignPredictions()', () => {
  test.each<[string, PredictionValues, PredictionValues]>([
    ['float32', Float32Array.of(5, 7), Float32Array.of(NaN, 5, NaN, 7)],
    ['float64', Float64Array.of(5, 7), Float64Array.of(NaN, 5, NaN, 7)],
    ['int32', Int32Array.of(5, 7), Float64Array.of(NaN, 5, NaN, 7)],
    ['uint8', Uint8Array.of(5, 7), Float64Array.of(NaN, 5, NaN, 7)],
    ['int64', BigInt64Array.of(5n, 2n ** 60n), ['', '5', '', '1152921504606846976']],
    ['text', ['a', 'b'], ['', 'a', '', 'b']],
    ['truth', [true, false], ['', 'true', '', 'false']],
    ['list', [['a'], [1, null]], [[], ['a'], [], [1, null]]],
  ])('leaves out what there is none of: %s', (_, values, expected) => {
    expect(align(values)).toEqual(expected);
  });

  test('gives back what is of the very same rows', () => {
    const values = BigInt64Array.of(1n, 2n);
    expect(align(values, rows)).toBe(values);
  });
});
