import type { Job } from '../job.ts';
import type { JobStore } from '../job-store.ts';
import type { Ledger, LedgerEntry } from '../ledger.ts';
import { mapBounded } from '../map-bounded.ts';
import type { JobAttempt, PlanOutcome } from '../plan/plan-job.ts';

export interface AttemptDependencies {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly ledger: Pick<Ledger, 'list' | 'forget'>;
}

export type AttemptOutcome =
  | Extract<PlanOutcome, { state: 'stopped' }>
  | (Extract<PlanOutcome, { state: 'planned' }> & {
      /** The first chunk that is left to score, of a job that was resumed. */
      readonly first?: number;
    });

const deletionsAtOnce = 16;
/** `finish-job` names that many at once, and has them scored: no lane need look for them. */
const maxStrays = 90;

/**
 * Lays what an attempt after the first needs around the planning: what is to be scored again is forgotten, and the lanes
 * begin where something is left to do.
 */
export function prepareAttempt(
  planJob: (task: JobAttempt) => Promise<PlanOutcome>,
  { jobs, ledger }: AttemptDependencies,
) {
  return async (task: JobAttempt): Promise<AttemptOutcome> => {
    const outcome = await planJob(task);
    if (outcome.state === 'stopped' || task.attempt === 1) return outcome;
    const job = await jobs.read(task.job);
    if (job?.attempt !== task.attempt) return { state: 'stopped' };
    const entries = await ledger.list(job);
    const stale = entries.filter((entry) => isStale(entry, job));
    await mapBounded(stale, deletionsAtOnce, ({ chunk }) => ledger.forget(job, chunk));
    const done = new Set(entries.filter((entry) => !isStale(entry, job)).map(({ chunk }) => chunk));
    return { ...outcome, first: findFirst(outcome.chunks, done) };
  };
}

/** A retry scores chunks with failed records again, each once. */
function isStale(entry: LedgerEntry, job: Job): boolean {
  return job.rescore === 'failed' && entry.failed > 0 && entry.attempt < job.attempt;
}

function findFirst(chunks: number, done: ReadonlySet<number>): number {
  if (chunks - done.size <= maxStrays) return chunks + 1;
  for (let chunk = 1; chunk <= chunks; chunk++) if (!done.has(chunk)) return chunk;
  return chunks + 1;
}
