import { describe, expect, test } from '@jest/globals';
import { toDriftStatus, toStabilityIndex } from '../../../src/jobs/report/population-stability.ts';

describe('toStabilityIndex()', () => {
  test('is the sum of the differences of shares times the logarithms of their ratios', () => {
    // By hand: (0.3 - 0.5) ln(0.3 / 0.5) + (0.7 - 0.5) ln(0.7 / 0.5) = 0.10217 + 0.06729.
    expect(toStabilityIndex([50, 50], [3, 7])).toBeCloseTo(0.16946, 5);
  });

  test('is 0 when the shares are the same, whatever the counts', () => {
    expect(toStabilityIndex([1, 3], [200, 600])).toBe(0);
  });

  test('counts a share of nothing as a ten-thousandth', () => {
    expect(toStabilityIndex([1, 1], [0, 1])).toBeCloseTo(
      (1e-4 - 0.5) * Math.log(2e-4) + 0.5 * Math.log(2),
      10,
    );
  });

  test('is undefined when there is nothing to compare', () => {
    expect(toStabilityIndex([1, 1], [0, 0])).toBeUndefined();
    expect(toStabilityIndex([0, 0], [1, 1])).toBeUndefined();
  });
});

describe('toDriftStatus()', () => {
  test.each([
    [0, 'stable'],
    [0.0999, 'stable'],
    [0.1, 'moderate'],
    [0.2499, 'moderate'],
    [0.25, 'significant'],
  ])('is as the thresholds say when the index is %d', (index, status) => {
    expect(toDriftStatus(index)).toBe(status);
  });
});
