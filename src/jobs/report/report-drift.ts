import type { ColumnProfile } from '../../scoring/summary/model-profile.ts';
import { type DriftStatus, toDriftStatus, toStabilityIndex } from './population-stability.ts';
import { toShare } from './to-share.ts';

/** How one column of a job differs from the training table. */
export interface ColumnDrift {
  readonly column: string;
  readonly kind: ColumnProfile['kind'];
  /** The population stability index. */
  readonly psi: number;
  readonly status: DriftStatus;
  /** Shares of missing values, and of those of categories that the training table has not or seldom. */
  readonly missing: Shares;
  readonly other?: Shares;
  readonly bins: readonly ({ readonly label: string } & Shares)[];
}

export interface Shares {
  readonly training: number;
  readonly job: number;
}

/** Compares columns with their profiles, the most changed first; a column of which nothing was counted is left out. */
export function reportDrift(
  profiles: readonly ColumnProfile[],
  bins: Readonly<Record<string, readonly number[]>>,
): readonly ColumnDrift[] {
  return profiles
    .flatMap((profile) => {
      const counts = Object.hasOwn(bins, profile.column) ? bins[profile.column] : undefined;
      const drift = counts && compare(profile, counts);
      return drift === undefined ? [] : [drift];
    })
    .sort((a, b) => b.psi - a.psi);
}

export function worstStatus(columns: readonly ColumnDrift[]): DriftStatus {
  return columns.reduce<DriftStatus>(
    (worst, { status }) => (rank[status] > rank[worst] ? status : worst),
    'stable',
  );
}

const rank = { stable: 0, moderate: 1, significant: 2 } as const;

function compare(profile: ColumnProfile, counts: readonly number[]): ColumnDrift | undefined {
  const other = profile.kind === 'category' ? profile.other : 0;
  const expected = [...profile.counts, other, profile.missing];
  const index = toStabilityIndex(expected, counts);
  if (index === undefined) return undefined;
  const toShares = (bin: number): Shares => ({
    training: toShare(expected[bin], expected),
    job: toShare(counts[bin], counts),
  });
  const labels = profile.kind === 'category' ? profile.values : toRanges(profile.edges);
  return {
    column: profile.column,
    kind: profile.kind,
    psi: Math.round(index * 1e4) / 1e4,
    status: toDriftStatus(index),
    missing: toShares(expected.length - 1),
    ...(profile.kind === 'category' && { other: toShares(expected.length - 2) }),
    bins: labels.map((label, bin) => ({ label, ...toShares(bin) })),
  };
}

function toRanges(edges: readonly number[]): readonly string[] {
  const [first] = edges;
  if (first === undefined) return ['all'];
  const between = edges.slice(1).map((edge, k) => `${edges[k] ?? ''} to ${edge}`);
  return [`to ${first}`, ...between, `above ${edges.at(-1) ?? ''}`];
}
