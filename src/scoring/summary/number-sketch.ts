import { z } from 'zod';
import { addSums, exactSumSchema, noSum, sumExactly } from './exact-sum.ts';

/** A magnitude is kept with this relative error at most. */
export const sketchAccuracy = 0.01;

const gamma = (1 + sketchAccuracy) / (1 - sketchAccuracy);
const perLog = 1 / Math.log(gamma);
/** Magnitudes below the first count as zero, those above the last as the last: so the buckets are at most 5,528. */
const smallest = 1e-12;
const largest = 1e12;
const firstBucket = toBucket(smallest);
const lastBucket = toBucket(largest);
const width = lastBucket - firstBucket + 1;

const counts = z.array(z.tuple([z.int(), z.int()])).readonly();

/**
 * How numbers are distributed, in bounded memory. Buckets grow by a fixed ratio, so that sketches are added without an error and
 * the whole is the same however its values were divided (DDSketch: Masson, Rim, Lee, VLDB 2019).
 */
export const numberSketchSchema = z
  .object({
    count: z.int(),
    /** Values that are no finite numbers. */
    missing: z.int(),
    min: z.number().exactOptional(),
    max: z.number().exactOptional(),
    sum: exactSumSchema,
    /** Pairs of a bucket's number and its count, by number: of numbers below 0 by magnitude, and of those above. */
    negative: counts,
    zero: z.int(),
    positive: counts,
  })
  .readonly();
export type NumberSketch = z.infer<typeof numberSketchSchema>;

export const emptySketch: NumberSketch = {
  count: 0,
  missing: 0,
  sum: noSum,
  negative: [],
  zero: 0,
  positive: [],
};

/** Sketches numbers; what is not finite counts as missing. */
export function sketchNumbers(values: Iterable<number>): NumberSketch {
  const positive = new Float64Array(width);
  const negative = new Float64Array(width);
  const finite: number[] = [];
  let missing = 0;
  let zero = 0;
  let min = Infinity;
  let max = -Infinity;
  for (const value of values) {
    if (!Number.isFinite(value)) {
      missing++;
      continue;
    }
    finite.push(value);
    if (value < min) min = value;
    if (value > max) max = value;
    const size = Math.abs(value);
    if (size < smallest) zero++;
    else increment(value > 0 ? positive : negative, Math.min(toBucket(size), lastBucket) - firstBucket);
  }
  const range = finite.length === 0 ? {} : { min, max };
  return {
    count: finite.length,
    missing,
    ...range,
    sum: sumExactly(finite),
    negative: toPairs(negative),
    zero,
    positive: toPairs(positive),
  };
}

export function addSketches(a: NumberSketch, b: NumberSketch): NumberSketch {
  const count = a.count + b.count;
  const range = count === 0 ? {} : { min: lesser(a.min, b.min), max: -lesser(negate(a.max), negate(b.max)) };
  return {
    count,
    missing: a.missing + b.missing,
    ...range,
    sum: addSums(a.sum, b.sum),
    negative: addPairs(a.negative, b.negative),
    zero: a.zero + b.zero,
    positive: addPairs(a.positive, b.positive),
  };
}

/** Each bucket with the number that stands for it, ascending, within the range of what was seen. */
export function listBuckets(
  sketch: NumberSketch,
): readonly { readonly value: number; readonly count: number }[] {
  const { min = 0, max = 0 } = sketch;
  const within = (value: number) => Math.min(max, Math.max(min, value));
  return [
    ...sketch.negative.toReversed().map(([bucket, count]) => ({ value: within(-toValue(bucket)), count })),
    ...(sketch.zero === 0 ? [] : [{ value: within(0), count: sketch.zero }]),
    ...sketch.positive.map(([bucket, count]) => ({ value: within(toValue(bucket)), count })),
  ];
}

/** The value below which this share of them lies, 0 to 1; the ends are exact, the rest is within the sketch's accuracy. */
export function toQuantile(sketch: NumberSketch, share: number): number | undefined {
  if (share <= 0) return sketch.min;
  if (share >= 1) return sketch.max;
  const rank = share * (sketch.count - 1);
  let seen = 0;
  for (const { value, count } of listBuckets(sketch)) {
    seen += count;
    if (seen > rank) return value;
  }
  return sketch.max;
}

function toBucket(size: number): number {
  return Math.ceil(Math.log(size) * perLog);
}

/** The middle of a bucket, as far in ratio from its ends. */
function toValue(bucket: number): number {
  return (2 * gamma ** bucket) / (gamma + 1);
}

function increment(buckets: Float64Array, bucket: number): void {
  buckets[bucket] = (buckets[bucket] ?? 0) + 1;
}

function toPairs(buckets: Float64Array): [number, number][] {
  const pairs: [number, number][] = [];
  for (const [bucket, count] of buckets.entries()) if (count > 0) pairs.push([bucket + firstBucket, count]);
  return pairs;
}

function addPairs(a: NumberSketch['positive'], b: NumberSketch['positive']): [number, number][] {
  const sums = new Map(a);
  for (const [bucket, count] of b) sums.set(bucket, (sums.get(bucket) ?? 0) + count);
  return [...sums].sort(([one], [other]) => one - other);
}

const lesser = (a = Infinity, b = Infinity): number => Math.min(a, b);
const negate = (value: number | undefined) => (value === undefined ? undefined : -value);
