import { type Diagnosis, diagnoseJob, toWatch } from './diagnose-job.ts';
import type { FinishOutcome, FinishTask } from './finish-job.ts';
import { activeStatuses, type Job } from '../job.ts';
import type { JobRuns } from '../job-runner.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import type { Ledger } from '../ledger.ts';
import { mapBounded } from '../map-bounded.ts';
import { toNextAttempt } from './next-attempt.ts';

const jobsPerPage = 100;
const jobsAtOnce = 8;
const maxResumes = 3;

export interface WatchdogDependencies {
  readonly jobs: JobStore;
  readonly ledger: Pick<Ledger, 'list'>;
  readonly finishJob: (task: FinishTask) => Promise<FinishOutcome>;
  readonly now: () => Date;
  /** How long nothing may be seen to happen while an orchestration runs; longer than any activity may run. */
  readonly standstillMs: number;
  /** Told of each job that it could not look after; the next look comes soon. */
  readonly report: (error: unknown) => void;
}

/** What was done for a job that needed something. */
export interface WatchdogDeed {
  readonly job: string;
  readonly action: Exclude<Diagnosis['action'], 'leave'> | 'fail';
  readonly reason?: string;
}

/**
 * Looks after each job that has not ended: one whose orchestration failed, vanished, was never started or stands still is
 * resumed from its ledger as a new attempt, three times at most; then it fails with the reason.
 */
export function createWatchdog(dependencies: WatchdogDependencies) {
  const { jobs, report } = dependencies;
  return async (runs: JobRuns, signal: AbortSignal): Promise<readonly WatchdogDeed[]> => {
    const deeds: WatchdogDeed[] = [];
    for await (const page of listActive(jobs)) {
      if (signal.aborted) break;
      const done = await mapBounded(page, jobsAtOnce, (job) =>
        lookAfter(dependencies, runs, job).catch((thrown: unknown) => {
          report(thrown);
          return undefined;
        }),
      );
      deeds.push(...done.filter((deed) => deed !== undefined));
    }
    return deeds;
  };
}

async function* listActive(jobs: JobStore): AsyncGenerator<readonly Job[]> {
  for (const status of activeStatuses) {
    let next: string | undefined;
    do {
      const page = await jobs.list({ status, limit: jobsPerPage, ...(next !== undefined && { next }) });
      yield page.jobs;
      next = page.next;
    } while (next !== undefined);
  }
}

async function lookAfter(
  dependencies: WatchdogDependencies,
  runs: JobRuns,
  job: Job,
): Promise<WatchdogDeed | undefined> {
  const { ledger, now, standstillMs, finishJob } = dependencies;
  const [run, entries] = await Promise.all([runs.find(job.id, job.attempt), ledger.list(job)]);
  const watch = toWatch(job, entries.length, now());
  const diagnosis = diagnoseJob({ job, run, watch, now: now(), standstillMs });
  switch (diagnosis.action) {
    case 'leave':
      await note(dependencies, { ...job, watch });
      return undefined;
    case 'start':
      await runs.ensureRunning(job.id, job.attempt);
      return { job: job.id, action: 'start' };
    case 'finish':
      await finishJob({ job: job.id, attempt: job.attempt });
      return { job: job.id, action: 'finish' };
    case 'resume':
      return resume(dependencies, runs, { job, reason: diagnosis.reason });
    default:
      return diagnosis satisfies never;
  }
}

/** Keeps what was seen, where it is new. */
async function note({ jobs }: WatchdogDependencies, { id, attempt, watch }: Job): Promise<void> {
  if (watch === undefined) return;
  await jobs.update(id, (current) =>
    isFinished(current) || current.attempt !== attempt || current.watch?.seen === watch.seen
      ? undefined
      : { ...current, watch },
  );
}

interface Failed {
  readonly job: Job;
  readonly reason: string;
}

async function resume(
  dependencies: WatchdogDependencies,
  runs: JobRuns,
  failed: Failed,
): Promise<WatchdogDeed | undefined> {
  const { jobs, now } = dependencies;
  const { job, reason } = failed;
  const resumes = job.watch?.resumes ?? 0;
  if (resumes >= maxResumes) return fail(dependencies, runs, failed);
  const resumed = await jobs.update(job.id, (current) => {
    if (isFinished(current) || current.attempt !== job.attempt) return undefined;
    const at = now();
    const watch = { resumes: resumes + 1, seen: '', since: at.toISOString() };
    return { ...toNextAttempt(current, { at }), watch };
  });
  if (resumed?.attempt !== job.attempt + 1 || isFinished(resumed)) return undefined;
  await runs.stop(job.id, job.attempt, reason);
  await runs.ensureRunning(job.id, resumed.attempt);
  return { job: job.id, action: 'resume', reason };
}

async function fail(
  { finishJob }: WatchdogDependencies,
  runs: JobRuns,
  { job: { id, attempt }, reason }: Failed,
): Promise<WatchdogDeed> {
  const failure = `Cannot finish the job: the platform failed it ${maxResumes + 1} times, at last ${reason}`;
  await finishJob({ job: id, attempt, failure });
  await runs.stop(id, attempt, reason);
  return { job: id, action: 'fail', reason };
}
