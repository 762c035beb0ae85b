import { findLostChunks } from '../outputs/assemble-predictions.ts';
import { closeCanceled } from './close-canceled.ts';
import { describeExceededThreshold } from './error-threshold.ts';
import type { Job } from '../job.ts';
import { outputPath } from '../job-paths.ts';
import { sumCost, toRate } from '../job-progress.ts';
import { isFinished, toFailing } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import { type LedgerEntry, sumLedger } from '../ledger.ts';
import { omit } from '../omit.ts';
import type { JobAttempt } from '../plan/plan-job.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanStore } from '../plan/plan-store.ts';
import { type OutputDependencies, writeOutputs } from '../outputs/write-outputs.ts';

export interface FinishJobDependencies extends OutputDependencies {
  readonly jobs: JobStore;
  readonly plans: PlanStore;
  readonly now: () => Date;
}

export interface FinishTask extends JobAttempt {
  /** Why the orchestration gave up, if it did. */
  readonly failure?: string;
}

export type FinishOutcome =
  | { readonly state: 'finished' }
  /** These chunks are to be scored again before the job can be finished; there may be more of them. None: the plan itself is lost. */
  | { readonly state: 'incomplete'; readonly chunks: readonly number[] };

/** So that an answer stays under 1 KB. */
const maxChunksNamed = 90;

/** Ends a job: its outputs, then its record. Doing it twice changes nothing. */
export function createJobFinisher(dependencies: FinishJobDependencies) {
  const { jobs, plans, ledger } = dependencies;
  return async ({ job: id, attempt, failure }: FinishTask): Promise<FinishOutcome> => {
    const job = await jobs.update(id, (current) => toFinishing(current, attempt, failure));
    if (job?.attempt !== attempt) return { state: 'finished' };
    if (job.status === 'Canceled') await closeCanceled(dependencies, job);
    if (isFinished(job)) return { state: 'finished' };
    const [plan, entries] = await Promise.all([plans.read(job), ledger.list(job)]);
    if (job.error === undefined) {
      if (plan === undefined) return { state: 'incomplete', chunks: [] };
      const missing = await findMissingChunks(dependencies, { job, plan, entries });
      if (missing.length > 0) return { state: 'incomplete', chunks: missing.slice(0, maxChunksNamed) };
    }
    await end(dependencies, { job, plan, entries });
    return { state: 'finished' };
  };
}

function toFinishing(job: Job, attempt: number, failure: string | undefined): Job | undefined {
  if (isFinished(job) || job.attempt !== attempt) return undefined;
  const finishing: Job = { ...job, status: 'Finishing' };
  return failure === undefined ? finishing : (toFailing(job, failure) ?? finishing);
}

interface PlannedParts {
  readonly job: Job;
  readonly plan: Plan;
  readonly entries: readonly LedgerEntry[];
}

interface JobParts extends Omit<PlannedParts, 'plan'> {
  /** A job whose planning failed has none. */
  readonly plan: Plan | undefined;
}

async function findMissingChunks(
  { blobs, ledger }: FinishJobDependencies,
  { job, plan, entries }: PlannedParts,
): Promise<number[]> {
  const done = new Set(entries.map((entry) => entry.chunk));
  const unscored = Array.from({ length: plan.chunks }, (_, index) => index + 1).filter(
    (chunk) => !done.has(chunk),
  );
  const lost = findLostChunks(job, entries, await blobs.listBlocks(outputPath(job, 'predictions')));
  // A ledger entry would have its chunk skipped.
  for (const chunk of lost) await ledger.forget(job, chunk);
  return [...unscored, ...lost];
}

async function end(dependencies: FinishJobDependencies, parts: JobParts): Promise<void> {
  const { jobs, now } = dependencies;
  const { job, plan, entries } = parts;
  const sum = sumLedger(entries);
  const ofAttempt = sumLedger(entries.filter(({ attempt }) => attempt === job.attempt));
  const exceeded = describeExceededThreshold(job.settings, {
    failed: sum.failed,
    total: job.records.total,
    scored: job.records.total,
  });
  const error = job.error ?? exceeded;
  const ended: Job = error === undefined ? job : { ...job, error };
  const finishedAt = now();
  const results = { job: ended, plan, entries, finishedAt: finishedAt.toISOString() };
  const traces = await writeOutputs(dependencies, results);
  await jobs.update(job.id, (current) => {
    if (isFinished(current) || current.attempt !== job.attempt) return undefined;
    const open = omit(current, ['rescore', 'watch', 'etaSeconds']);
    return {
      ...open,
      status: error === undefined ? 'Succeeded' : 'Failed',
      ...(error !== undefined && { error }),
      ...traces,
      records: { total: current.records.total, succeeded: sum.succeeded, failed: sum.failed },
      chunks: { ...current.chunks, done: entries.length },
      cost: sumCost(job, entries),
      finishedAt: finishedAt.toISOString(),
      recordsPerSecond: toRate(ofAttempt.records, current.attemptAt ?? current.startedAt, finishedAt),
    };
  });
}
