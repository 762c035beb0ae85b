import type { ChunkResult } from '../../scoring/chunk-scorer.ts';
import { ScoringError, toScoringError } from '../../scoring/scoring-error.ts';
import { bisectChunk } from './bisect-chunk.ts';
import { type ByteBudget, createByteBudget } from './byte-budget.ts';
import { bearsAll, describeExceededThreshold } from '../control/error-threshold.ts';
import { describeExceededBudget } from '../control/exceeded-budget.ts';
import type { Job } from '../job.ts';
import { isObsolete, toFailing } from '../job-state.ts';
import type { JobStore } from '../job-store.ts';
import { type KeepDependencies, keepChunk } from './keep-chunk.ts';
import { sumLedger } from '../ledger.ts';
import type { PlannedChunk, PlanStore } from '../plan/plan-store.ts';
import { createRecentListings, createSharedListings, type ListLedger } from '../recent-listings.ts';
import { type RangeDependencies, readRange, scoreBytes } from './score-range.ts';

export interface ScoreChunkDependencies extends KeepDependencies, Pick<RangeDependencies, 'scoreChunk'> {
  readonly jobs: JobStore;
  readonly plans: PlanStore;
}

export interface ChunkTask {
  readonly job: string;
  readonly attempt: number;
  /** From 1. */
  readonly chunk: number;
  /** The chunk fails as a whole: the records that it fails of are to be found, and become errors. */
  readonly bisect?: boolean;
}

/** Below the time limit of functions. */
const bisectTimeoutMs = 25 * 60_000;

/**
 * Of chunks that are read and scored in this process: so much keeps all its threads busy, and what the host sends beyond
 * it waits with nothing in memory.
 */
const maxBytesAtOnce = 48 * 1024 * 1024;

/** `stopped`: the job wants no more chunks. */
export type ChunkOutcome = { readonly state: 'done' } | { readonly state: 'stopped' };

/**
 * Scores one chunk: its lines are staged as a block of the output, its predictions stored, its ledger entry written last.
 * Doing it twice changes nothing. What cannot pass by itself fails the job; what may is thrown, to be tried again.
 */
export function createChunkActivity(dependencies: ScoreChunkDependencies) {
  const { jobs, ledger, plans, now } = dependencies;
  const budget = createByteBudget(maxBytesAtOnce);
  const list = createSharedListings(ledger);
  const listRecent = createRecentListings({ ledger, now });
  return async (task: ChunkTask): Promise<ChunkOutcome> => {
    const job = await jobs.read(task.job);
    if (job === undefined || isObsolete(job, task.attempt)) return { state: 'stopped' };
    try {
      const [done, planned] = await Promise.all([
        ledger.has(job, task.chunk),
        plans.readChunk(job, task.chunk),
      ]);
      if (done) return { state: 'done' };
      // Lost with the storage's last moments: the lanes end, and the job is planned again.
      if (planned === undefined) return { state: 'stopped' };
      const failed = await scoreOne(dependencies, { job, task, ...planned, budget });
      const reason =
        (failed > 0 ? await findExceededThreshold(list, job) : undefined) ??
        (await findExceededBudget(listRecent, job));
      return reason === undefined ? { state: 'done' } : await stop(jobs, task, reason);
    } catch (thrown) {
      const error = toScoringError(thrown);
      if (error.retryable) throw error;
      return stop(jobs, task, error.message);
    }
  };
}

async function stop(jobs: JobStore, { job: id, attempt }: ChunkTask, reason: string): Promise<ChunkOutcome> {
  await jobs.update(id, (job) => (job.attempt === attempt ? toFailing(job, reason) : undefined));
  return { state: 'stopped' };
}

/** Only a chunk with failed records can take the job over its threshold, so only it pays for the listing. */
async function findExceededThreshold(list: ListLedger, job: Job) {
  const { settings, records } = job;
  if (bearsAll(settings)) return undefined;
  const { failed, records: scored } = sumLedger(await list(job));
  return describeExceededThreshold(settings, { failed, scored, total: records.total });
}

/** Each chunk may take the job over its budget, so a listing a moment old has to do. */
async function findExceededBudget(list: ListLedger, job: Job) {
  return job.settings.budget === undefined ? undefined : describeExceededBudget(job, await list(job));
}

interface Planned extends PlannedChunk {
  readonly job: Job;
  readonly task: ChunkTask;
  readonly budget: ByteBudget;
}

async function scoreOne(dependencies: ScoreChunkDependencies, planned: Planned): Promise<number> {
  const { job, task, plan, bounds } = planned;
  const { chunk, attempt } = task;
  const startedMs = dependencies.now().getTime();
  const results = await planned.budget.spend(plan.images?.chunkBytes ?? bounds.bytes, () =>
    scoreParts(dependencies, planned),
  );
  const { records: read, failed } = sumLedger(results);
  assertWhole(task, { read, planned: bounds.records });
  await keepChunk(dependencies, { job, plan, chunk, attempt, results, startedMs });
  return failed;
}

async function scoreParts(
  dependencies: ScoreChunkDependencies,
  { job, task, plan, bounds }: Planned,
): Promise<readonly ChunkResult[]> {
  if (task.bisect === true) {
    return bisectChunk(dependencies, { plan, bounds, signal: AbortSignal.timeout(bisectTimeoutMs) });
  }
  const { timeout } = plan.settings.retry_settings;
  const range = { plan, bounds, signal: AbortSignal.timeout(timeout * 1000) };
  try {
    return [await scoreBytes(dependencies, range, await readRange(dependencies, range))];
  } catch (thrown) {
    if (!range.signal.aborted) throw thrown;
    const reason = `it took longer than ${timeout} s`;
    throw new ScoringError('Timeout', `Cannot score chunk ${task.chunk} of job "${job.id}": ${reason}`, {
      cause: thrown,
    });
  }
}

/** The plan and the chunks read the same bytes: that they disagree is a fault of ours, and must not pass as a result. */
function assertWhole(
  { job, chunk }: ChunkTask,
  records: { readonly read: number; readonly planned: number },
): void {
  if (records.read === records.planned) return;
  const reason = `it has ${records.read} records, the plan says ${records.planned}`;
  throw new ScoringError('InvalidInput', `Cannot score chunk ${chunk} of job "${job}": ${reason}`);
}
