import type { Job } from '../job.ts';
import { omit } from '../omit.ts';

export interface NextAttempt {
  readonly at: Date;
  /** Whether chunks with failed records are scored again, too. */
  readonly rescore?: 'failed' | undefined;
}

/** The job as its next attempt begins: what older attempts still do is void, what the ledger has stays done. */
export function toNextAttempt(job: Job, { at, rescore }: NextAttempt): Job {
  return {
    ...omit(job, ['recordsPerSecond', 'etaSeconds']),
    status: 'Queued',
    attempt: job.attempt + 1,
    attemptAt: at.toISOString(),
    ...(rescore && { rescore }),
  };
}

/** A job that has ended, begun again: nothing of its end is left. */
export function toReopened(job: Job, next: NextAttempt): Job {
  const open = omit(job, [
    'error',
    'finishedAt',
    'outputs',
    'warnings',
    'watch',
    'rescore',
    'stateRemovedAt',
  ]);
  const spent = { attempt: job.attempt, total: job.cost?.total ?? 0 };
  return toNextAttempt({ ...open, spent, chunks: { ...job.chunks, failed: 0 } }, next);
}
