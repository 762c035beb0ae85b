import { ScoringError } from '../../scoring/scoring-error.ts';
import { type CanceledDependencies, closeCanceled } from './close-canceled.ts';
import type { Job } from '../job.ts';
import { refuseUnknownJob } from '../job-not-found.ts';
import { isFinished } from '../job-state.ts';
import { omit } from '../omit.ts';

export interface CancelDependencies extends CanceledDependencies {
  readonly now: () => Date;
}

/** Cancels a job: no further chunk is begun. A canceled one stays so; fails with `Conflict` when it has ended otherwise. */
export function createJobCanceler(dependencies: CancelDependencies) {
  const { jobs, now } = dependencies;
  return async (id: string): Promise<Job> => {
    const job = await jobs.update(id, (current) =>
      isFinished(current) ? undefined : toCanceled(current, now()),
    );
    if (job === undefined) return refuseUnknownJob(id);
    if (job.status === 'Canceled') return closeCanceled(dependencies, job);
    throw new ScoringError('Conflict', `Cannot cancel job "${id}": it is ${job.status}`);
  };
}

function toCanceled(job: Job, at: Date): Job {
  const ended = omit(job, ['recordsPerSecond', 'etaSeconds', 'error']);
  return { ...ended, status: 'Canceled', finishedAt: at.toISOString() };
}
