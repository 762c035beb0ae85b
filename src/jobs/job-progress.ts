import type { Job } from './job.ts';
import { isFinished } from './job-state.ts';
import { type LedgerEntry, sumLedger } from './ledger.ts';
import { toJobCost } from './report/actual-cost.ts';
import { createRecentListings, type RecentListingsDependencies } from './recent-listings.ts';

/** Gives the record of a job with what its ledger says of its progress; a finished job's record says it all. */
export function createProgressReader(dependencies: RecentListingsDependencies) {
  const list = createRecentListings(dependencies);
  return async (job: Job): Promise<Job> => {
    if (isFinished(job) || job.chunks.total === 0) return job;
    return withProgress(job, await list(job), dependencies.now());
  };
}

/** Counts, what is left, the pace of the present attempt, the seconds left at that pace, and the slowest chunk. */
export function withProgress(job: Job, entries: readonly LedgerEntry[], now: Date): Job {
  const { records, succeeded, failed } = sumLedger(entries);
  const ofAttempt = sumLedger(entries.filter((entry) => entry.attempt === job.attempt));
  const recordsPerSecond = toRate(ofAttempt.records, job.attemptAt ?? job.startedAt, now);
  const recordsLeft = Math.max(0, job.records.total - records);
  const slowestChunk = findSlowest(entries);
  return {
    ...job,
    records: { ...job.records, succeeded, failed },
    chunks: { ...job.chunks, done: entries.length },
    cost: sumCost(job, entries),
    recordsLeft,
    ...(recordsPerSecond > 0 && {
      recordsPerSecond,
      etaSeconds: Math.ceil(recordsLeft / recordsPerSecond),
    }),
    ...(slowestChunk && { slowestChunk }),
  };
}

/** The sum alone: the report tells what it is made of. */
export function sumCost(job: Job, entries: readonly LedgerEntry[]): NonNullable<Job['cost']> {
  const { currency, total } = toJobCost(job, entries);
  return { currency, total };
}

function findSlowest(entries: readonly LedgerEntry[]): Job['slowestChunk'] {
  const [first, ...others] = entries;
  if (first === undefined) return undefined;
  const { chunk, ms } = others.reduce((slowest, entry) => (entry.ms > slowest.ms ? entry : slowest), first);
  return { chunk, ms };
}

/** Rounded to tenths. */
export function toRate(records: number, startedAt: string | undefined, now: Date): number {
  const seconds = (now.getTime() - new Date(startedAt ?? now).getTime()) / 1000;
  return perSecond(records, seconds);
}

/** Rounded to tenths; 0 where no time has passed. */
export function perSecond(records: number, seconds: number): number {
  return seconds > 0 ? Math.round((records / seconds) * 10) / 10 : 0;
}
