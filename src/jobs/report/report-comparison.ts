import type { Comparison, Difference } from '../../scoring/compare/comparison.ts';
import type { Plan } from '../plan/plan.ts';
import { type NumberReport, reportNumbers } from './report-predictions.ts';
import { toShare } from './to-share.ts';

/** How another version of the model would have answered. */
export interface ComparisonReport {
  readonly version: string;
  readonly sha256: string;
  readonly predictions: readonly PredictionComparison[];
}

/** Over the records that both versions could score; `missing` are the others. */
export type PredictionComparison = NumberComparison | CategoryComparison;

export interface NumberComparison extends NumberReport {
  /** Of the differences, challenger less champion, that are 0. */
  readonly same: number;
  /** The largest differences first. */
  readonly largest: readonly Difference[];
}

export interface CategoryComparison {
  readonly name: string;
  readonly kind: 'category';
  readonly count: number;
  readonly missing: number;
  readonly agreed: number;
  /** Of `count` that agreed. */
  readonly share: number;
  /** What became what, the most frequent first. */
  readonly changes: readonly { readonly from: string; readonly to: string; readonly count: number }[];
  /** There were so many different changes that not all were counted: those named are some of them. */
  readonly sampled: boolean;
  /** The first records that are told otherwise. */
  readonly first: readonly Difference[];
}

const maxChanges = 50;

export function reportComparison(
  { version, sha256 }: NonNullable<Plan['challenger']>,
  comparisons: readonly Comparison[],
): ComparisonReport {
  return { version, sha256, predictions: comparisons.map(reportOne) };
}

function reportOne(comparison: Comparison): PredictionComparison {
  if (comparison.kind === 'number') {
    const { name, differences, largest } = comparison;
    return { name, kind: 'number', ...reportNumbers(differences), same: differences.zero, largest };
  }
  const { changes, ...told } = comparison;
  const named = changes.entries
    .map(([change, count]) => ({ ...parseChange(change), count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, maxChanges);
  return { ...told, share: toShare(told.agreed, told.count), changes: named, sampled: !changes.isWhole };
}

function parseChange(change: string): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = JSON.parse(change) as readonly string[];
  return { from, to };
}
