import { describe, expect, test } from '@jest/globals';
import { hintDecimal, parseNumberText } from '../../src/scoring/csv/csv-number.ts';

describe('parseNumberText()', () => {
  test.each([
    ['1889.5', '.', 1889.5],
    ['1,889.50', '.', 1889.5],
    ['-1,234,567', '.', -1_234_567],
    ["1'889.5", '.', 1889.5],
    ['1889,5', ',', 1889.5],
    ['1.889,50', ',', 1889.5],
    ['+1.234.567', ',', 1_234_567],
    ['1\u00a0889,5', ',', 1889.5],
    ['1.889', ',', 1889],
    ['1.889', '.', 1.889],
    ['0,125', ',', 0.125],
    ['1e-3', '.', 0.001],
  ] as const)('reads %j with decimals after %j', (text, decimal, value) => {
    expect(parseNumberText(text, decimal)).toBe(value);
  });

  test.each([
    ['1,5', '.'],
    ['1,88,950', '.'],
    ['0,125', '.'],
    ['1,889 500', '.'],
    ['1.5', ','],
    ['1.889,5,0', ','],
    ['1889.500,5', ','],
    ['0.125', ','],
    ['', '.'],
    ['abc', ','],
  ] as const)('reads no number in %j with decimals after %j', (text, decimal) => {
    expect(parseNumberText(text, decimal)).toBeUndefined();
  });
});

describe('hintDecimal()', () => {
  test.each([
    ['1.5', 'point'],
    ['1,5', 'comma'],
    ['1,889.5', 'point'],
    ['1.889,5', 'comma'],
    ['1,889,500', 'point'],
    ['1.889.500', 'comma'],
    ['1.889', 'maybe point'],
    ['1,889', 'maybe comma'],
    ['0.125', 'point'],
    ['0,125', 'comma'],
    ['1.5e3', 'point'],
    ['1889', undefined],
    ["1'889", undefined],
    ['x', undefined],
  ])('tells of %j: %s', (text, hint) => {
    expect(hintDecimal(text)).toBe(hint);
  });
});
