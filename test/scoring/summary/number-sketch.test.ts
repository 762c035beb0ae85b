import { describe, expect, test } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import { toMean } from '../../../src/scoring/summary/exact-sum.ts';
import { sketchNumbers, toQuantile } from '../../../src/scoring/summary/number-sketch.ts';

describe('toQuantile()', () => {
  test('is within 1 % of the value at that rank', () => {
    const sizes = fc.double({ min: 1e-9, max: 1e9, noNaN: true });
    const value = fc.oneof(
      sizes,
      sizes.map((size) => -size),
      fc.constant(0),
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const sorted = values.toSorted((a, b) => a - b);
          const expected = sorted[Math.floor(share * (sorted.length - 1))]!;
          const got = toQuantile(sketchNumbers(values), share)!;
          expect(Math.abs(got - expected)).toBeLessThanOrEqual(0.0100001 * Math.abs(expected));
        },
      ),
    );
  });

  test('is undefined when there is no number', () => {
    expect(toQuantile(sketchNumbers([NaN, Infinity]), 0.5)).toBeUndefined();
  });
});

describe('sketchNumbers()', () => {
  test('counts what is not finite as missing', () => {
    const { count, missing, min, max } = sketchNumbers([1, NaN, 3, -Infinity]);
    expect({ count, missing, min, max }).toEqual({ count: 2, missing: 2, min: 1, max: 3 });
  });

  test('keeps the sum of numbers that a double would lose', () => {
    const { sum } = sketchNumbers([1e16, 1, -1e16, 1]);
    expect(toMean(sum, 4)).toBe(0.5);
  });
});
