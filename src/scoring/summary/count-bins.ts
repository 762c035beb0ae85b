import { countCodes, type Encoded } from './encode-categories.ts';
import type { CategoryProfile, NumberProfile } from './model-profile.ts';

/** Values by the bins of a profile: one count a bin or known value, then those of other values, then the missing ones. */
export type BinCounts = readonly number[];

export type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;

export function addBins(a: BinCounts, b: BinCounts): BinCounts {
  return a.map((count, bin) => count + (b[bin] ?? 0));
}

export function countNumbers(
  values: Numbers,
  { edges, counts }: Pick<NumberProfile, 'edges' | 'counts'>,
): BinCounts {
  const bins = new Uint32Array(counts.length + 2);
  const bounds = Float64Array.from(edges);
  const missing = bins.length - 1;
  for (const value of values) {
    const bin = Number.isFinite(value) ? findBin(bounds, value) : missing;
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return Array.from(bins);
}

/** How many edges are below. There are a handful: to look at all, without a branch, is faster than to search. */
function findBin(edges: Float64Array, value: number): number {
  let bin = 0;
  for (const edge of edges) bin += Number(value > edge);
  return bin;
}

export function countCategories(encoded: Encoded, { values }: Pick<CategoryProfile, 'values'>): BinCounts {
  const known = new Map(values.map((value, bin) => [value, bin]));
  const other = values.length;
  known.set('', other + 1);
  const bins = new Array<number>(values.length + 2).fill(0);
  const counts = countCodes(encoded);
  for (const [code, label] of encoded.labels.entries()) {
    const bin = known.get(label) ?? other;
    bins[bin] = (bins[bin] ?? 0) + (counts[code] ?? 0);
  }
  return bins;
}
