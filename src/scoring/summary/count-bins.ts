import type { Column } from '../records.ts';
import type { CategoryProfile, ColumnProfile, NumberProfile } from './model-profile.ts';

/** Values by the bins of a profile: one count a bin or known value, then those of other values, then the missing ones. */
export type BinCounts = readonly number[];

type Values = Column | { readonly type: 'string'; readonly values: readonly string[] };

/** Counts values by the bins of the profile of their column; nothing where column and profile are of different kinds. */
export function countBins(column: Values, profile: ColumnProfile): BinCounts | undefined {
  if (column.type === 'image') return undefined;
  if (profile.kind === 'category') {
    const values = column.type === 'string' ? column.values : Array.from(column.values, String);
    return countCategories(values, profile);
  }
  if (column.type === 'string') return undefined;
  return countNumbers(
    column.type === 'int64' ? Float64Array.from(column.values, Number) : column.values,
    profile,
  );
}

export function addBins(a: BinCounts, b: BinCounts): BinCounts {
  return a.map((count, bin) => count + (b[bin] ?? 0));
}

/** How many bins `countBins` gives. */
export function binsOf(profile: ColumnProfile): number {
  return profile.counts.length + 2;
}

export function countNumbers(
  values: ArrayLike<number>,
  { edges, counts }: Pick<NumberProfile, 'edges' | 'counts'>,
): BinCounts {
  const bins = new Uint32Array(counts.length + 2);
  const bounds = Float64Array.from(edges);
  const missing = bins.length - 1;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    const bin = Number.isFinite(value) ? findBin(bounds, value) : missing;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return Array.from(bins);
}

/** There are a handful of edges: a walk is faster than a search. */
function findBin(edges: Float64Array, value: number): number {
  let bin = 0;
  while (bin < edges.length && value > (edges[bin] ?? 0)) bin++;
  return bin;
}

function countCategories(values: readonly string[], profile: CategoryProfile): BinCounts {
  const known = new Map(profile.values.map((value, bin) => [value, bin]));
  const bins = new Uint32Array(profile.values.length + 2);
  known.set('', bins.length - 1);
  const other = bins.length - 2;
  for (const value of values) {
    const bin = known.get(value) ?? other;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return Array.from(bins);
}
