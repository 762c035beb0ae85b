import { createAsyncCache } from './async-cache.ts';
import type { ModelMeasures } from './measure-model.ts';
import type { Model } from './model.ts';
import type { ModelRepository } from './model-repository.ts';
import type { Predictions } from './predictions.ts';
import type { Records } from './records.ts';
import { scoreRecords, type ScoredRecords } from './score-records.ts';
import { ScoringError } from './scoring-error.ts';
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

export interface Scorer {
  /** Predictions of all valid records; throws InvalidRecord where the model fails on one. */
  readonly score: (model: Model, records: Records, signal: AbortSignal) => Promise<Predictions>;
  /** The same, but a record on which the model fails is an error of its own. */
  readonly scoreEach: (model: Model, records: Records, signal: AbortSignal) => Promise<ScoredRecords>;
  /** How a model is scored; measured once. */
  readonly wayOf: (model: Model) => Promise<ScoringWay>;
  /** Loads and measures the production version of every model, in every worker. */
  readonly warmUp: () => Promise<void>;
  readonly isReady: () => boolean;
}

const defaultInlineMs = 1;
/** A request of more records than this takes too long for the caller's thread, however light the model. */
const maxInlineRecords = 32;

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

  async function scoreEach(model: Model, records: Records, signal: AbortSignal): Promise<ScoredRecords> {
    const { way, batchSize } = await wayOf(model);
    if (way === 'worker' || records.count > maxInlineRecords) {
      return pool.run('records', { plan: model.plan, records }, { signal });
    }
    return scoreRecords(records, { session: await openInline(model.plan), plan: model.plan, batchSize });
  }

  async function score(model: Model, records: Records, signal: AbortSignal): Promise<Predictions> {
    const scored = await scoreEach(model, records, signal);
    const failure = scored.records.errors.find(({ code }) => code === 'ScoringFailed');
    if (failure === undefined) return scored.predictions;
    throw new ScoringError('InvalidRecord', failure.message, { details: { row: failure.row } });
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

  return { score, scoreEach, wayOf, warmUp, isReady: () => ready };
}
