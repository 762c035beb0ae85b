import { estimateDistinct } from '../../scoring/summary/bounded-tally.ts';
import type { PredictionSummary } from '../../scoring/summary/chunk-summary.ts';
import { toMean } from '../../scoring/summary/exact-sum.ts';
import { listBuckets, type NumberSketch, toQuantile } from '../../scoring/summary/number-sketch.ts';
import { toShare } from './to-share.ts';

/** How the values of one prediction are distributed. */
export type PredictionReport = NumberReport | CategoryReport;

export interface NumberReport {
  readonly name: string;
  readonly kind: 'number';
  readonly count: number;
  /** Values that are no finite numbers. */
  readonly missing: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  /** Within 1 %. */
  readonly quantiles?: Readonly<Record<string, number>>;
  /** Bins of equal width: one edge more than counts. */
  readonly histogram?: { readonly edges: readonly number[]; readonly counts: readonly number[] };
}

export interface CategoryReport {
  readonly name: string;
  readonly kind: 'category';
  readonly count: number;
  readonly missing: number;
  /** How many different ones there are; an estimate where `sampled`. */
  readonly distinct: number;
  /** There were so many that not all were counted: those named are some of them. */
  readonly sampled: boolean;
  /** The most frequent first. */
  readonly classes: readonly { readonly value: string; readonly count: number; readonly share: number }[];
}

const shares = { p1: 0.01, p5: 0.05, p25: 0.25, p50: 0.5, p75: 0.75, p95: 0.95, p99: 0.99 } as const;
const histogramBins = 20;
const maxClasses = 50;

export function reportPrediction(summary: PredictionSummary): PredictionReport {
  const { name } = summary;
  if (summary.kind === 'number') return { name, kind: 'number', ...reportNumbers(summary.sketch) };
  const { count, missing, classes } = summary;
  const named = classes.entries
    .map(([value, times]) => ({ value, count: times, share: toShare(times, count) }))
    .sort((a, b) => b.count - a.count);
  const distinct = estimateDistinct(classes);
  const sampled = !classes.isWhole;
  return { name, kind: 'category', count, missing, distinct, sampled, classes: named.slice(0, maxClasses) };
}

/** The same of numbers that are no prediction themselves. */
export function reportNumbers(sketch: NumberSketch): Omit<NumberReport, 'name' | 'kind'> {
  const { count, missing, min, max, sum } = sketch;
  const mean = toMean(sum, count);
  if (min === undefined || max === undefined || mean === undefined) return { count, missing };
  const quantiles = Object.entries(shares).map(
    ([name, share]) => [name, round(toQuantile(sketch, share) ?? min)] as const,
  );
  return {
    count,
    missing,
    min,
    max,
    mean,
    quantiles: Object.fromEntries(quantiles),
    histogram: toHistogram(sketch, min, max),
  };
}

/** What lies within 0 and 1 is likely a share: its bins are those of any other. */
function toHistogram(sketch: NumberSketch, min: number, max: number): NonNullable<NumberReport['histogram']> {
  const isShare = min >= 0 && max <= 1;
  const [low, high] = isShare ? [0, 1] : [min, max === min ? min + 1 : max];
  const width = (high - low) / histogramBins;
  const counts = new Array<number>(histogramBins).fill(0);
  for (const { value, count } of listBuckets(sketch)) {
    const bin = Math.min(histogramBins - 1, Math.max(0, Math.floor((value - low) / width)));
    counts[bin] = (counts[bin] ?? 0) + count;
  }
  const edges = Array.from({ length: histogramBins + 1 }, (_, k) => round(low + k * width));
  return { edges, counts };
}

function round(value: number): number {
  return Number(value.toPrecision(6));
}
