import { activeStatuses, type Job, type JobStatus } from './job.ts';

const active: readonly JobStatus[] = activeStatuses;

export function isFinished(job: Job): boolean {
  return !active.includes(job.status);
}

/** Whether work begun for this attempt has nothing left to do: the job is over, about to fail, or another attempt has taken it. */
export function isObsolete(job: Job | undefined, attempt: number): boolean {
  return job === undefined || isFinished(job) || job.error !== undefined || job.attempt !== attempt;
}

/** Marks a job as one that will fail: its chunks stop, and `finish-job` ends it. The first reason stays. */
export function toFailing(job: Job, reason: string): Job | undefined {
  if (isFinished(job) || job.error !== undefined) return undefined;
  return { ...job, status: 'Finishing', error: reason };
}
