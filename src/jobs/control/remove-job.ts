import { setTimeout as sleep } from 'node:timers/promises';
import { ScoringError } from '../../scoring/scoring-error.ts';
import type { BlobStore } from '../blob-store.ts';
import type { Job } from '../job.ts';
import { containers, outputFolder, stateRoot } from '../job-paths.ts';
import { refuseUnknownJob } from '../job-not-found.ts';
import type { JobRuns } from '../job-runner.ts';
import { isFinished } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import type { PredictionStore } from '../outputs/prediction-store.ts';

export interface RemoveDependencies {
  readonly jobs: JobStore;
  readonly blobs: Pick<BlobStore, 'deletePrefix'>;
  readonly predictions: Pick<PredictionStore, 'removeOf'>;
  readonly now: () => Date;
}

/** Who began to delete and has not ended by then never will. */
const claimMs = 5 * 60_000;
const endWaitMs = 5_000;
const endPollMs = 100;
/** Documents between two looks at the clock. */
const predictionsAtOnce = 2000;
/** A request ends after 230 s on Azure. */
const predictionsTimeMs = 150_000;

/**
 * Deletes a finished job with its outputs, its predictions that no later job has replaced, and its state; fails with `Conflict` while it runs. One at a time does it: who
 * comes late would delete the outputs of a new job under the same id. Then the deletion is under way, which is no fault.
 */
export function createJobRemover(dependencies: RemoveDependencies) {
  const { jobs, blobs } = dependencies;
  return async (id: string, runs: Pick<JobRuns, 'find'>): Promise<void> => {
    const job = (await jobs.read(id)) ?? refuseUnknownJob(id);
    if (!isFinished(job)) throw toConflict(job, `it is ${job.status}`);
    if (!(await untilEnded(runs, job))) throw toConflict(job, 'its last chunks still run');
    if (!(await claim(dependencies, job))) return;
    await removePredictions(dependencies, job);
    await blobs.deletePrefix(containers.output, outputFolder(job));
    await blobs.deletePrefix(containers.state, stateRoot(id));
    await jobs.delete(id);
  };
}

async function removePredictions({ jobs, predictions, now }: RemoveDependencies, job: Job): Promise<void> {
  const endMs = now().getTime() + predictionsTimeMs;
  while ((await predictions.removeOf(job.model, job.id, predictionsAtOnce)) === predictionsAtOnce) {
    if (now().getTime() < endMs) continue;
    // What is gone is gone: the next call comes further.
    await jobs.update(job.id, ({ deletingSince: _, ...current }) => current);
    throw new ScoringError('Unavailable', `Cannot delete job "${job.id}" in one go: ask again for the rest`);
  }
}

function toConflict({ id }: Job, reason: string): ScoringError {
  return new ScoringError('Conflict', `Cannot delete job "${id}": ${reason}`);
}

/** The record says that the job has ended a moment before its orchestration does; after a cancel, chunks may run on. */
async function untilEnded(runs: Pick<JobRuns, 'find'>, { id, attempt }: Job): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= endWaitMs; waitedMs += endPollMs) {
    if ((await runs.find(id, attempt))?.state !== 'running') return true;
    await sleep(endPollMs);
  }
  return false;
}

async function claim({ jobs, now }: RemoveDependencies, job: Job): Promise<boolean> {
  let claimed = false;
  await jobs.update(job.id, (current) => {
    const since = new Date(current.deletingSince ?? 0).getTime();
    const isSame = current.createdAt === job.createdAt && current.attempt === job.attempt;
    claimed = isSame && isFinished(current) && now().getTime() - since > claimMs;
    return claimed ? { ...current, deletingSince: now().toISOString() } : undefined;
  });
  return claimed;
}
