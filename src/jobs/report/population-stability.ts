export type DriftStatus = 'stable' | 'moderate' | 'significant';

/** A share of nothing counts as this, since its logarithm is not finite. */
const leastShare = 1e-4;

/**
 * The population stability index of counts against expected counts in the same bins: the sum of (share - expected share) x
 * ln(share / expected share), which is the symmetric divergence of Kullback and Leibler (On Information and Sufficiency,
 * 1951) on bins; so used by Siddiqi, Credit Risk Scorecards, 2006. Undefined where there is nothing to compare.
 */
export function toStabilityIndex(expected: readonly number[], counts: readonly number[]): number | undefined {
  const expectedTotal = sum(expected);
  const total = sum(counts);
  if (expectedTotal === 0 || total === 0) return undefined;
  let index = 0;
  for (const [bin, count] of counts.entries()) {
    const share = Math.max(leastShare, count / total);
    const expectedShare = Math.max(leastShare, (expected[bin] ?? 0) / expectedTotal);
    index += (share - expectedShare) * Math.log(share / expectedShare);
  }
  return index;
}

/** By the thresholds that go with the index (Siddiqi 2006): below 0.1 no change, below 0.25 some, from there on a shift. */
export function toDriftStatus(index: number): DriftStatus {
  if (index < 0.1) return 'stable';
  return index < 0.25 ? 'moderate' : 'significant';
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
