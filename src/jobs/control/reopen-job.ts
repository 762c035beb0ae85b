import { ScoringError } from '../../scoring/scoring-error.ts';
import type { Job } from '../job.ts';
import type { JobModels } from '../job-models.ts';
import { refuseUnknownJob } from '../job-not-found.ts';
import type { JobRunner } from '../job-runner.ts';
import { mergeJobSettings, parseJobSettings } from '../job-settings.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import { toReopened } from './next-attempt.ts';
import type { RunningSettings } from './running-settings.ts';

export interface ReopenDependencies {
  readonly jobs: JobStore;
  readonly models: JobModels;
  readonly now: () => Date;
}

export interface ReopenRequest {
  readonly id: string;
  readonly settings?: RunningSettings;
}

export interface JobReopener {
  /** Goes on with a job that failed or was canceled: only what is missing is scored. Fails with `Conflict` for others. */
  readonly resume: (request: ReopenRequest, runner: JobRunner) => Promise<Job>;
  /** Scores the chunks with failed records of a finished job again, and what is missing. Fails with `Conflict` when nothing failed. */
  readonly retry: (request: ReopenRequest, runner: JobRunner) => Promise<Job>;
}

/** Begins finished jobs again, as a new attempt that the ledger tells what is left to do. */
export function createJobReopener({ jobs, models, now }: ReopenDependencies): JobReopener {
  const reopen = async (change: Change, { id, settings }: ReopenRequest, runner: JobRunner): Promise<Job> => {
    const found = (await jobs.read(id)) ?? refuseUnknownJob(id);
    assertReopens(change, found);
    const own = await toOwnSettings(models, found);
    let opened: number | undefined;
    const job = await jobs.update(id, (current) => {
      opened = undefined;
      const isReady = current.attempt === found.attempt && isFinished(current) && !isBeingDeleted(current);
      if (!isReady) return undefined;
      const next = toReopened(current, { at: now(), rescore: change.rescore });
      opened = next.attempt;
      return { ...next, ...own, settings: { ...(own.settings ?? next.settings), ...settings } };
    });
    if (job === undefined) return refuseUnknownJob(id);
    if (job.attempt !== opened) throw toConflict(change, job);
    await runner.ensureRunning(id, job.attempt);
    return job;
  };
  return {
    resume: (request, runner) => reopen(resume, request, runner),
    retry: (request, runner) => reopen(retry, request, runner),
  };
}

interface Change {
  readonly name: string;
  readonly rescore: 'failed' | undefined;
  readonly isFor: (job: Job) => boolean;
}

const resume: Change = {
  name: 'resume',
  rescore: undefined,
  isFor: ({ status }) => status === 'Failed' || status === 'Canceled',
};

const retry: Change = {
  name: 'retry',
  rescore: 'failed',
  isFor: (job) => isFinished(job) && (job.status !== 'Succeeded' || job.records.failed > 0),
};

function assertReopens(change: Change, job: Job): void {
  if (!change.isFor(job) || isBeingDeleted(job)) throw toConflict(change, job);
}

function isBeingDeleted(job: Job): boolean {
  return job.deletingSince !== undefined;
}

function toConflict({ name }: Change, job: Job): ScoringError {
  return new ScoringError('Conflict', `Cannot ${name} job "${job.id}": ${toReason(job)}`);
}

function toReason(job: Job): string {
  if (isBeingDeleted(job)) return 'it is being deleted';
  if (job.status === 'Succeeded' && job.records.failed === 0)
    return 'it is Succeeded, and none of its records failed';
  return `it is ${job.status}`;
}

/** One that failed before its model was found has neither version nor settings of its own yet. */
async function toOwnSettings(
  models: JobModels,
  job: Job,
): Promise<Partial<Pick<Job, 'version' | 'settings'>>> {
  if (job.version !== '') {
    await models.resolve(job.model, job.version);
    return {};
  }
  const { version, manifest } = await models.resolve(job.model);
  return { version, settings: mergeJobSettings(parseJobSettings(manifest.batch)) };
}
