import type { FinishOutcome, FinishTask } from './finish-job.ts';
import type { JobEvents } from '../job-events.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';

export interface FinishNotifierDependencies {
  readonly jobs: Pick<JobStore, 'read'>;
  readonly events: JobEvents;
}

/**
 * Lays the telling of a job's end around what ends it. Where the telling fails, the activity fails and is run again:
 * the job is over then, and only the telling is left to do.
 */
export function notifyFinished(
  finish: (task: FinishTask) => Promise<FinishOutcome>,
  { jobs, events }: FinishNotifierDependencies,
) {
  return async (task: FinishTask): Promise<FinishOutcome> => {
    const outcome = await finish(task);
    if (outcome.state !== 'finished') return outcome;
    const job = await jobs.read(task.job);
    if (job !== undefined && isFinished(job) && job.attempt === task.attempt) await events.finished(job);
    return outcome;
  };
}
