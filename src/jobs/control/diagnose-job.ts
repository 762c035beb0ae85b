import type { Job, JobWatch } from '../job.ts';
import type { JobRun } from '../job-runner.ts';

/** What a job that has not ended needs. */
export type Diagnosis =
  | { readonly action: 'leave' }
  /** Its orchestration was never started. */
  | { readonly action: 'start' }
  /** It fails already: only its end is to be written. */
  | { readonly action: 'finish' }
  /** The platform has failed its orchestration. */
  | { readonly action: 'resume'; readonly reason: string };

export interface JobSigns {
  readonly job: Job;
  readonly run: JobRun | undefined;
  /** As it is now. */
  readonly watch: JobWatch;
  readonly now: Date;
  /** Longer than any activity may run. */
  readonly standstillMs: number;
}

/** Tells from the record of a job and from its orchestration whether anybody still works on it. */
export function diagnoseJob({ job, run, watch, now, standstillMs }: JobSigns): Diagnosis {
  if (run?.state === 'running') {
    const stillMs = now.getTime() - new Date(watch.since).getTime();
    if (stillMs <= standstillMs) return { action: 'leave' };
    return { action: 'resume', reason: `it stood still for ${Math.floor(stillMs / 1000)} s` };
  }
  if (job.error !== undefined) return { action: 'finish' };
  if (run?.state === 'failed') {
    return { action: 'resume', reason: `its orchestration failed: ${run.reason}` };
  }
  // A run that ended is that of a job deleted since, whose id came again: nobody has begun this one yet.
  if (job.status === 'Queued') return { action: 'start' };
  const reason = run === undefined ? 'its orchestration is gone' : 'its orchestration ended before it';
  return { action: 'resume', reason };
}

/** What the watchdog sees of a job now: the time counts from when it saw the same first. */
export function toWatch(job: Job, chunksDone: number, now: Date): JobWatch {
  const seen = `attempt ${job.attempt}, ${job.status}, ${chunksDone} chunks`;
  const { resumes = 0, seen: before, since } = job.watch ?? {};
  return { resumes, seen, since: seen === before && since !== undefined ? since : now.toISOString() };
}
