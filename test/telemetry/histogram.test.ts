import { describe, expect, test } from '@jest/globals';
import { createHistogram } from '../../src/telemetry/histogram.ts';

describe('createHistogram()', () => {
  test('puts a value into the bucket whose bound it does not exceed', () => {
    const histogram = createHistogram([1, 2, 5]);
    for (const value of [0, 1, 1.5, 2, 5, 5.1, 100]) histogram.observe(value);
    expect(histogram.read()).toEqual({ bounds: [1, 2, 5], counts: [2, 2, 1, 2], sum: 114.6 });
  });

  test('reads what was there then when values follow', () => {
    const histogram = createHistogram([1]);
    const before = histogram.read();
    histogram.observe(1);
    expect(before.counts).toEqual([0, 0]);
  });
});
