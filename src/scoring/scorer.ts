import { createAsyncCache } from './async-cache.ts';
import { decodeImages, hasImages } from './decode-images.ts';
import type { ModelMeasures } from './measure-model.ts';
import type { Model } from './model.ts';
import type { ModelRepository } from './model-repository.ts';
import type { Records } from './records.ts';
import { type Batch, type BatchOutcome, runBatch } from './run-batch.ts';
import { type ScoredRecords, toScoredRecords } from './score-records.ts';
import { listServableOutputs } from './servable-outputs.ts';
import { createSessionCache } from './session-cache.ts';
import type { WorkerPool } from './worker-pool.ts';

export interface ScorerOptions {
  readonly repository: ModelRepository;
  readonly pool: WorkerPool;
  /** A model whose single run is shorter scores small requests in the caller's thread. */
  readonly inlineBelowMs?: number;
}

/** Where requests for a model are scored, and the figures it was chosen by. */
export interface ScoringWay extends ModelMeasures {
  readonly way: 'inline' | 'worker';
}

export interface ScoreRequest {
  /** Ends the wait; without it there is no deadline. */
  readonly signal?: AbortSignal | undefined;
  /** The outputs of the model that its manifest makes predictions of, which is the default, or all that it has. */
  readonly outputs?: 'predictions' | 'all' | undefined;
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
  /** Outputs of all valid records; a record on which the model fails is an error of its own. */
  readonly score: (model: Model, records: Records, request?: ScoreRequest) => Promise<Scored>;
  /** How a model is scored; measured once. */
  readonly wayOf: (model: Model) => Promise<ScoringWay>;
  /** Loads and measures the production version of every model, in every worker. */
  readonly warmUp: () => Promise<void>;
  readonly isReady: () => boolean;
}

const defaultInlineMs = 1;
/** A request of more records than this takes too long for the caller's thread, however light the model. */
const maxInlineRecords = 32;

type TimedOutcome = BatchOutcome & { readonly inferMs: number };

export function createScorer({ repository, pool, inlineBelowMs = defaultInlineMs }: ScorerOptions): Scorer {
  const openInline = createSessionCache({ onnxThreads: 1 });
  const ways = createAsyncCache<ScoringWay>();
  let ready = false;

  const wayOf = (model: Model) => ways(model.sha256, () => measure(model));

  async function measure({ plan }: Model): Promise<ScoringWay> {
    const measures = await pool.run('measure', { plan });
    const inline = measures.singleRunMs !== undefined && measures.singleRunMs < inlineBelowMs;
    if (inline) await openInline(plan);
    return { ...measures, way: inline ? 'inline' : 'worker' };
  }

  async function runInline(
    { plan }: Model,
    batch: Batch,
    options: { readonly batchSize: number; readonly outputs: readonly string[] | undefined },
  ): Promise<TimedOutcome> {
    const session = await openInline(plan);
    const startMs = performance.now();
    const outcome = await runBatch(batch, { ...options, session, plan });
    return { ...outcome, inferMs: performance.now() - startMs };
  }

  async function score(model: Model, given: Records, request: ScoreRequest = {}): Promise<Scored> {
    const startMs = performance.now();
    const { way: preferred, batchSize } = await wayOf(model);
    const { plan } = model;
    const records = hasImages(given) ? await decodeImages(given, plan) : given;
    const way = records.count > maxInlineRecords ? 'worker' : preferred;
    const outputs =
      request.outputs === 'all' ? listServableOutputs(model).map(({ name }) => name) : undefined;
    const batch = { columns: records.columns, count: records.count };
    const outcome =
      way === 'inline'
        ? await runInline(model, batch, { batchSize, outputs })
        : await pool.run(
            'run',
            { plan, batch, outputs },
            request.signal === undefined ? {} : { signal: request.signal },
          );
    const { inferMs } = outcome;
    const queueMs = Math.max(0, performance.now() - startMs - inferMs);
    return {
      ...toScoredRecords(records, outcome, model.name),
      timings: { queueMs, inferMs, batchRecords: batch.count, way },
    };
  }

  async function warmUpModel(name: string): Promise<void> {
    const model = await repository.resolve(name);
    // As many tasks at once as there are workers: each takes one.
    await Promise.all(Array.from({ length: pool.threads }, () => pool.run('measure', { plan: model.plan })));
    await wayOf(model);
  }

  /** A model that cannot be loaded keeps no other from being. */
  async function warmUp(): Promise<void> {
    const failures: unknown[] = [];
    for (const { name } of repository.list())
      await warmUpModel(name).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
    ready = true;
  }

  return { score, wayOf, warmUp, isReady: () => ready };
}
