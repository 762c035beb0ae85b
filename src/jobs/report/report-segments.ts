import { estimateDistinct } from '../../scoring/summary/bounded-tally.ts';
import type { SegmentCell, SegmentSummary } from '../../scoring/summary/chunk-summary.ts';
import { toMean } from '../../scoring/summary/exact-sum.ts';
import { toShare } from './to-share.ts';

/** What was predicted for each value of a column. */
export interface SegmentReport {
  readonly column: string;
  /** Of the whole column; an estimate where `sampled`. */
  readonly distinct: number;
  readonly sampled: boolean;
  /** The most frequent first. */
  readonly values: readonly {
    readonly value: string;
    readonly count: number;
    /** Of all records scored. */
    readonly share: number;
    /** By prediction that is a number. */
    readonly means: Readonly<Record<string, number>>;
    /** By prediction that is a class: the share of each in this segment. */
    readonly classes: Readonly<Record<string, Readonly<Record<string, number>>>>;
  }[];
}

const maxValues = 50;

export function reportSegment({ column, values }: SegmentSummary, scored: number): SegmentReport {
  const all = values.entries
    .map(([value, cell]) => ({
      value,
      count: cell.count,
      share: toShare(cell.count, scored),
      ...describe(cell),
    }))
    .sort((a, b) => b.count - a.count);
  const distinct = estimateDistinct(values);
  return { column, distinct, sampled: !values.isWhole, values: all.slice(0, maxValues) };
}

function describe({ sums, classes, count }: SegmentCell) {
  const means = Object.entries(sums).flatMap(([name, { sum, count: numbers }]) => {
    const mean = toMean(sum, numbers);
    return mean === undefined ? [] : [[name, mean] as const];
  });
  const shares = Object.entries(classes).map(([name, { entries }]) => {
    const each = entries.map(([value, times]) => [value, toShare(times, count)] as const);
    return [name, Object.fromEntries(each)] as const;
  });
  return { means: Object.fromEntries(means), classes: Object.fromEntries(shares) };
}
