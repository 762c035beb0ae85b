import { z } from 'zod';

/** A sum with the rounding error that its double has: twice the digits of a double, so that the order of adding does not show. */
export const exactSumSchema = z.object({ high: z.number(), low: z.number() }).readonly();
export type ExactSum = z.infer<typeof exactSumSchema>;

export const noSum: ExactSum = { high: 0, low: 0 };

/**
 * Adds two sums. The error of an addition is a double itself: Knuth, The Art of Computer Programming, volume 2, 4.2.2,
 * theorem B.
 */
export function addSums(a: ExactSum, b: ExactSum): ExactSum {
  const sum = a.high + b.high;
  const part = sum - a.high;
  const error = a.high - (sum - part) + (b.high - part);
  return normalize(sum, error + a.low + b.low);
}

/** The sum of finite numbers. */
export function sumExactly(values: Iterable<number>): ExactSum {
  let high = 0;
  let low = 0;
  for (const value of values) {
    const sum = high + value;
    const part = sum - high;
    low += high - (sum - part) + (value - part);
    high = sum;
  }
  return normalize(high, low);
}

/** Rounded to 12 digits, which are the same in whatever order the values came. */
export function toMean({ high, low }: ExactSum, count: number): number | undefined {
  return count === 0 ? undefined : Number(((high + low) / count).toPrecision(12));
}

function normalize(high: number, low: number): ExactSum {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}
