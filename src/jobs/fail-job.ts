import { toFailing } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import type { JobAttempt } from './plan-job.ts';

export interface FailTask extends JobAttempt {
  readonly reason: string;
}

/** Marks a job as failing, so that its other chunks stop; `finish-job` ends it. */
export function createJobFailer({ jobs }: { readonly jobs: JobStore }) {
  return async ({ job: id, attempt, reason }: FailTask): Promise<{ readonly state: 'stopped' }> => {
    await jobs.update(id, (job) => (job.attempt === attempt ? toFailing(job, reason) : undefined));
    return { state: 'stopped' };
  };
}
