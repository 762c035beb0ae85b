import { decodeImages, hasImages } from './image/decode-images.ts';
import type { LiveModel, OutputChoice } from './repository/live-model.ts';
import { createLiveModels } from './repository/live-models.ts';
import type { Model } from './model.ts';
import { toAborted } from './worker/pool-error.ts';
import type { Records } from './records.ts';
import type { Batch } from './plan/run-batch.ts';
import { type ScoredRecords, toScoredRecords } from './score-records.ts';
import type { Batching, ScoringWay } from './scoring-way.ts';
import type { WorkerPool } from './worker/worker-pool.ts';

export type { ScoringWay } from './scoring-way.ts';

export interface ScorerOptions {
  readonly pool: WorkerPool;
  /** A model whose single run is shorter scores small requests in the caller's thread. */
  readonly inlineBelowMs?: number;
  /** Records that may wait for one model version. */
  readonly maxQueuedRecords?: number;
}

export interface ScoreRequest {
  /** Ends the wait; without it there is no deadline. */
  readonly signal?: AbortSignal | undefined;
  /** The outputs of the model that its manifest makes predictions of, which is the default, or all that it has. */
  readonly outputs?: OutputChoice | undefined;
}

export interface ScoringTimings {
  /** From the call to the start of the run. */
  readonly queueMs: number;
  readonly inferMs: number;
  /** Records of the run that these were part of. */
  readonly batchRecords: number;
  readonly way: ScoringWay['way'];
}

export interface Scored extends ScoredRecords {
  readonly timings: ScoringTimings;
}

export interface Scorer {
  /**
   * Outputs of all valid records; a record on which the model fails is an error of its own. Throws TooManyRequests with
   * `details.retryAfterSeconds` where too many wait, Timeout or Unavailable when the signal aborts.
   */
  readonly score: (model: Model, records: Records, request?: ScoreRequest) => Promise<Scored>;
  /** How a model is scored; measured once. */
  readonly wayOf: (model: Model) => Promise<ScoringWay>;
  /** Looks with these records whether the model may run requests together; from then on it does so only where it may. */
  readonly checkBatching: (model: Model, records: Records) => Promise<Batching>;
  /**
   * Loads and measures a model in this thread and in every worker, before it takes traffic. Records that are known to be
   * good tell more of how it may be run than made-up ones.
   */
  readonly prepare: (model: Model, records?: Records) => Promise<void>;
  /**
   * Lets go of a model that serves no more, when its requests are answered: its session here is ended, and the workers are
   * replaced. A request that comes later is answered all the same.
   */
  readonly retire: (model: Model) => Promise<void>;
  /** Records that wait, of all models or of one. */
  readonly queuedRecords: (model?: Model) => number;
}

const defaultInlineMs = 1;
const defaultMaxQueuedRecords = 20_000;

export function createScorer({
  pool,
  inlineBelowMs = defaultInlineMs,
  maxQueuedRecords = defaultMaxQueuedRecords,
}: ScorerOptions): Scorer {
  const models = createLiveModels({ pool, inlineBelowMs, maxQueuedRecords });

  async function score(model: Model, given: Records, request: ScoreRequest = {}): Promise<Scored> {
    if (request.signal?.aborted === true) throw toAborted(request.signal.reason);
    const records = hasImages(given) ? await decodeImages(given, model.plan) : given;
    const live = models.find(model) ?? (await models.open(model));
    try {
      return await scoreLive(live, records, { model, ...request });
    } finally {
      await models.release(model);
    }
  }

  return {
    score,
    wayOf: async (model) => (await models.open(model)).way,
    checkBatching: async (model, records) =>
      (await models.open(model, await toSamples(model, records))).way.batching,
    prepare: async (model, records) =>
      models.prepare(model, records === undefined ? undefined : await toSamples(model, records)),
    retire: models.retire,
    queuedRecords: models.queuedRecords,
  };
}

async function scoreLive(
  live: LiveModel,
  records: Records,
  { model, signal, outputs = 'predictions' }: ScoreRequest & { readonly model: Model },
): Promise<Scored> {
  const { columns, count } = records;
  const way = live.wayOf(count);
  if (count === 0)
    return { records, outputs: new Map(), timings: { queueMs: 0, inferMs: 0, batchRecords: 0, way } };
  const { queueMs, inferMs, batchRecords, ...outcome } = await live.enqueue(
    { columns, count },
    { outputs, signal },
  );
  const scored = toScoredRecords(records, outcome, model.name);
  return { ...scored, timings: { queueMs, inferMs, batchRecords, way } };
}

async function toSamples({ plan }: Model, records: Records): Promise<Batch> {
  const { columns, count } = hasImages(records) ? await decodeImages(records, plan) : records;
  return { columns, count };
}
