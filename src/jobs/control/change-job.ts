import { ScoringError } from '../../scoring/scoring-error.ts';
import type { Job } from '../job.ts';
import { refuseUnknownJob } from '../job-not-found.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import type { RunningSettings } from './running-settings.ts';

/** Changes the settings of a job that runs; how many chunks run at once from its next generation on. Fails with `Conflict` for one that has ended. */
export function createJobChanger({ jobs }: { readonly jobs: JobStore }) {
  return async (id: string, settings: RunningSettings): Promise<Job> => {
    const job = await jobs.update(id, (current) =>
      isFinished(current) ? undefined : { ...current, settings: { ...current.settings, ...settings } },
    );
    if (job === undefined) return refuseUnknownJob(id);
    if (isFinished(job)) throw new ScoringError('Conflict', `Cannot change job "${id}": it is ${job.status}`);
    return job;
  };
}
