import type { Job } from './job.ts';
import { isFinished } from './job-state.ts';
import { type Ledger, type LedgerEntry, sumLedger } from './ledger.ts';

/** The record of a job with what its ledger says of its progress; a finished job's record says it all. */
export async function readProgress(job: Job, ledger: Pick<Ledger, 'list'>, now: Date): Promise<Job> {
  if (isFinished(job) || job.chunks.total === 0) return job;
  return withProgress(job, await ledger.list(job), now);
}

/** Counts, records a second since the start, and the seconds left at that pace. */
export function withProgress(job: Job, entries: readonly LedgerEntry[], now: Date): Job {
  const { records, succeeded, failed } = sumLedger(entries);
  const recordsPerSecond = toRate(records, job.startedAt, now);
  return {
    ...job,
    records: { ...job.records, succeeded, failed },
    chunks: { ...job.chunks, done: entries.length },
    ...(recordsPerSecond > 0 && {
      recordsPerSecond,
      etaSeconds: Math.ceil((job.records.total - records) / recordsPerSecond),
    }),
  };
}

/** Rounded to tenths. */
export function toRate(records: number, startedAt: string | undefined, now: Date): number {
  const seconds = (now.getTime() - new Date(startedAt ?? now).getTime()) / 1000;
  return seconds > 0 ? Math.round((records / seconds) * 10) / 10 : 0;
}
