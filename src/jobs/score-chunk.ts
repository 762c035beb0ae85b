import { createHash } from 'node:crypto';
import type { ChunkResult, ChunkScorer } from '../scoring/chunk-scorer.ts';
import { toPredictionJson } from '../scoring/format-json.ts';
import { ScoringError, toScoringError } from '../scoring/scoring-error.ts';
import { toChunkBlockId } from './block-id.ts';
import { parseBlobPath } from './blob-path.ts';
import type { BlobStore } from './blob-store.ts';
import { describeExceededThreshold } from './error-threshold.ts';
import type { Job } from './job.ts';
import { outputPath } from './job-paths.ts';
import { isObsolete, toFailing } from './job-state.ts';
import type { JobStore } from './job-store.ts';
import { type Ledger, sumLedger } from './ledger.ts';
import type { PlannedChunk, PlanStore } from './plan-store.ts';
import type { PredictionStore } from './prediction-store.ts';

export interface ScoreChunkDependencies {
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly plans: PlanStore;
  readonly ledger: Ledger;
  readonly predictions: PredictionStore;
  readonly scoreChunk: ChunkScorer;
  readonly now: () => Date;
}

export interface ChunkTask {
  readonly job: string;
  readonly attempt: number;
  /** From 1. */
  readonly chunk: number;
}

/** A budget may make storing slow, which is no fault of the chunk: the job's time limit is for scoring. */
const storingTimeoutMs = 20 * 60_000;

/** `stopped`: the job wants no more chunks. */
export type ChunkOutcome = { readonly state: 'done' } | { readonly state: 'stopped' };

/**
 * Scores one chunk: its lines are staged as a block of the output, its predictions stored, its ledger entry written last.
 * Doing it twice changes nothing. What cannot pass by itself fails the job; what may is thrown, to be tried again.
 */
export function createChunkActivity(dependencies: ScoreChunkDependencies) {
  const { jobs, ledger, plans } = dependencies;
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
      const failed = await scoreOne(dependencies, { job, task, ...planned });
      const reason = failed > 0 ? await findExceededThreshold(dependencies, job) : undefined;
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
async function findExceededThreshold({ ledger }: ScoreChunkDependencies, job: Job) {
  const { settings, records } = job;
  if (settings.error_threshold < 0 && settings.error_threshold_percent < 0) return undefined;
  const { failed } = sumLedger(await ledger.list(job));
  return describeExceededThreshold(settings, { failed, total: records.total });
}

interface Planned extends PlannedChunk {
  readonly job: Job;
  readonly task: ChunkTask;
}

async function scoreOne(dependencies: ScoreChunkDependencies, planned: Planned): Promise<number> {
  const { job, task, plan, bounds } = planned;
  const startedMs = dependencies.now().getTime();
  const signal = AbortSignal.timeout(plan.settings.retry_settings.timeout * 1000);
  try {
    const result = await scoreRange(dependencies, { plan, bounds, signal });
    assertWhole(task, { read: result.records, planned: bounds.records });
    await keep(dependencies, { ...planned, result, signal, startedMs });
    return result.failed;
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    const reason = `it took longer than ${plan.settings.retry_settings.timeout} s`;
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

interface Range extends PlannedChunk {
  readonly signal: AbortSignal;
}

async function scoreRange({ blobs, scoreChunk }: ScoreChunkDependencies, { plan, bounds, signal }: Range) {
  const { path, etag } = plan.input;
  const { offset, bytes: size } = bounds;
  const bytes = await blobs.read(parseBlobPath(path), { offset, bytes: size, ifMatch: etag, signal });
  if (bytes === undefined)
    throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is gone`);
  return scoreChunk({
    model: plan.model,
    version: plan.version,
    format: plan.format,
    include: plan.settings.include,
    bytes,
    firstRow: bounds.firstRow,
    firstOffset: offset,
    signal,
  });
}

interface Scored extends Planned {
  readonly result: ChunkResult;
  readonly signal: AbortSignal;
  readonly startedMs: number;
}

/** The ledger entry comes last: where it is, all else of the chunk is in place. */
async function keep(dependencies: ScoreChunkDependencies, scored: Scored): Promise<void> {
  const { job, plan, task, result, startedMs } = scored;
  const body = plan.settings.output_action === 'append_row' ? result.csv : new Uint8Array();
  await Promise.all([stageLines(dependencies, scored, body), storePredictions(dependencies, scored)]);
  const { chunk, attempt } = task;
  const { records, succeeded, failed } = result;
  const sha256 = createHash('sha256').update(body).digest('hex');
  const ms = dependencies.now().getTime() - startedMs;
  const entry = { chunk, attempt, records, succeeded, failed, bytes: body.length, sha256, ms };
  await dependencies.ledger.write(job, entry, result.errors);
}

/** Storage takes no empty block. */
async function stageLines(
  { blobs }: ScoreChunkDependencies,
  { job, task, signal }: Scored,
  body: Uint8Array,
): Promise<void> {
  if (body.length === 0) return;
  await blobs.stageBlock(outputPath(job, 'predictions'), { id: toChunkBlockId(job, task), body, signal });
}

async function storePredictions({ predictions, now }: ScoreChunkDependencies, { job, plan, result }: Scored) {
  await predictions.upsertMany({
    model: plan.model,
    version: plan.version,
    job: { id: job.id, createdAt: job.createdAt },
    scoredAt: now().toISOString(),
    rows: result.rows,
    keys: result.keys,
    predictions: toPredictionJson(result.predictions),
    signal: AbortSignal.timeout(storingTimeoutMs),
  });
}
