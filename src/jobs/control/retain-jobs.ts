import type { BlobStore } from '../blob-store.ts';
import type { Job } from '../job.ts';
import { containers, stateFolder } from '../job-paths.ts';
import type { JobRuns } from '../job-runner.ts';
import { isFinished } from '../job-state.ts';
import type { JobQuery, JobStore } from '../job-store.ts';

export interface RetentionDependencies {
  readonly jobs: JobStore;
  readonly blobs: Pick<BlobStore, 'deletePrefix'>;
  readonly removeJob: (id: string, runs: Pick<JobRuns, 'find'>) => Promise<void>;
  readonly now: () => Date;
  /** Days after which a finished job goes with its outputs; never where not given. */
  readonly jobDays: number | undefined;
  /** Days for which a finished job can be resumed from where it was. */
  readonly jobStateDays: number;
  /** Told of each job that could not be removed; the next call comes to it again. */
  readonly report: (error: unknown) => void;
}

export interface RetentionReport {
  readonly jobsRemoved: number;
  readonly statesRemoved: number;
}

const dayMs = 86_400_000;
const jobsPerPage = 50;
const maxPages = 20;

/** Removes finished jobs, and before that what only resuming them needs, when their time has come; so many at a call. */
export function createJobRetention(dependencies: RetentionDependencies) {
  const { now, removeJob, jobDays, jobStateDays } = dependencies;
  const before = (days: number) => new Date(now().getTime() - days * dayMs).toISOString();

  return async (runs: Pick<JobRuns, 'find'>, signal: AbortSignal): Promise<RetentionReport> => {
    const each = (
      query: Omit<JobQuery, 'limit'>,
      finishedBefore: string,
      remove: (job: Job) => Promise<void>,
    ) => forEachFinished(dependencies, { query, finishedBefore, signal }, remove);
    const removeOne = (job: Job) => removeJob(job.id, runs);
    const oldest = jobDays === undefined ? undefined : before(jobDays);
    const jobsRemoved = oldest === undefined ? 0 : await each({ createdBefore: oldest }, oldest, removeOne);
    const stateBefore = before(jobStateDays);
    const statesRemoved = await each({ createdBefore: stateBefore, keepsState: true }, stateBefore, (job) =>
      removeState(dependencies, job, stateBefore),
    );
    return { jobsRemoved, statesRemoved };
  };
}

interface Selection {
  readonly query: Omit<JobQuery, 'limit'>;
  readonly finishedBefore: string;
  readonly signal: AbortSignal;
}

/** Those that are removed are listed no more, so that each call comes further. */
async function forEachFinished(
  { jobs, report }: RetentionDependencies,
  { query, finishedBefore, signal }: Selection,
  remove: (job: Job) => Promise<void>,
): Promise<number> {
  let removed = 0;
  let next: string | undefined;
  for (let page = 0; page < maxPages; page++) {
    const found = await jobs.list({ ...query, limit: jobsPerPage, ...(next !== undefined && { next }) });
    for (const job of found.jobs) {
      if (signal.aborted) return removed;
      if (!isOver(job, finishedBefore)) continue;
      try {
        await remove(job);
        removed++;
      } catch (thrown) {
        report(thrown);
      }
    }
    next = found.next;
    if (next === undefined) break;
  }
  return removed;
}

function isOver(job: Job, finishedBefore: string): boolean {
  return isFinished(job) && (job.finishedAt ?? job.createdAt) < finishedBefore;
}

/** The record says it first: whoever resumes the job meanwhile begins from the beginning. */
async function removeState(
  { jobs, blobs, now }: RetentionDependencies,
  job: Job,
  finishedBefore: string,
): Promise<void> {
  const marked = await jobs.update(job.id, (current) =>
    isOver(current, finishedBefore) ? { ...current, stateRemovedAt: now().toISOString() } : undefined,
  );
  if (marked?.stateRemovedAt !== undefined) await blobs.deletePrefix(containers.state, stateFolder(job));
}
