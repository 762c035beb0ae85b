import type { Job } from '../job.ts';
import { toFailing } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import type { JobAttempt } from '../plan/plan-job.ts';

export interface FailTask extends JobAttempt {
  readonly reason: string;
}

/** Marks a job as failing by one of its chunks, so that the others stop; `finish-job` ends it. */
export function createJobFailer({ jobs }: { readonly jobs: JobStore }) {
  return async ({ job: id, attempt, reason }: FailTask): Promise<{ readonly state: 'stopped' }> => {
    await jobs.update(id, (job) => (job.attempt === attempt ? toFailed(job, reason) : undefined));
    return { state: 'stopped' };
  };
}

function toFailed(job: Job, reason: string): Job | undefined {
  const failing = toFailing(job, reason);
  return failing && { ...failing, chunks: { ...failing.chunks, failed: failing.chunks.failed + 1 } };
}
