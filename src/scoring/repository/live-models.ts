import { createLiveModel, type LiveModel } from './live-model.ts';
import type { Model } from '../model.ts';
import { createWarmWorkers, createWorkerReplacement } from '../worker/replace-workers.ts';
import type { Batch } from '../plan/run-batch.ts';
import { chooseWay } from '../scoring-way.ts';
import { listServableOutputs } from '../plan/servable-outputs.ts';
import { createSessionCache } from '../worker/session-cache.ts';
import { warmModel } from '../warm-model.ts';
import type { WorkerPool } from '../worker/worker-pool.ts';

export interface LiveModelsOptions {
  readonly pool: WorkerPool;
  /** A model whose single run is shorter scores small requests in the caller's thread. */
  readonly inlineBelowMs: number;
  readonly maxQueuedRecords: number;
}

/** The model versions that requests are scored with, each opened when it is first needed. */
export interface LiveModels {
  /** One that is open. */
  readonly find: (model: Model) => LiveModel | undefined;
  /** Measures a model once, and again where it is given records to measure with. */
  readonly open: (model: Model, samples?: Batch) => Promise<LiveModel>;
  /** Opens a model, and loads it into every worker. */
  readonly prepare: (model: Model, samples?: Batch) => Promise<void>;
  /** Ends the sessions of a model when its requests are answered. */
  readonly retire: (model: Model) => Promise<void>;
  /** To be called when a request is answered: its model may have been retired meanwhile. */
  readonly release: (model: Model) => Promise<void>;
  /** Records that wait, of all models or of one. */
  readonly queuedRecords: (model?: Model) => number;
}

export function createLiveModels({ pool, ...options }: LiveModelsOptions): LiveModels {
  const sessions = createSessionCache({ onnxThreads: 1, bulk: false });
  const opening = new WeakMap<Model, Promise<LiveModel>>();
  const opened = new WeakMap<Model, LiveModel>();
  const served = new Set<Model>();
  const retired = new WeakSet<Model>();
  const warmWorkers = createWarmWorkers(pool);
  const replaceWorkers = createWorkerReplacement(pool, () => Array.from(served).flatMap(toNamed));
  let plans = 0;

  const toNamed = (model: Model) => {
    const live = opened.get(model);
    return live === undefined ? [] : [{ planId: live.planId, plan: model.plan }];
  };

  function open(model: Model, samples?: Batch): Promise<LiveModel> {
    const known = opening.get(model);
    if (known !== undefined && samples === undefined) return known;
    const live = measure(model, samples);
    opening.set(model, live);
    live.catch(() => opening.get(model) === live && opening.delete(model));
    return live;
  }

  async function measure(model: Model, samples: Batch | undefined): Promise<LiveModel> {
    const { plan } = model;
    const outputs = listServableOutputs(model).map(({ name }) => name);
    const way = chooseWay(model, await pool.run('measure', { plan, samples, outputs }), options);
    if (way.way === 'inline') await warmModel(plan, sessions);
    const planId = `${plan.model}/${plan.version}/${++plans}`;
    const live = createLiveModel({ model, way, planId, sessions, pool, ...options });
    opened.set(model, live);
    if (!retired.has(model)) served.add(model);
    return live;
  }

  async function closeSession({ plan }: Model): Promise<void> {
    if (!Array.from(served).some((other) => other.plan.file === plan.file)) await sessions.close(plan);
  }

  return {
    find: (model) => opened.get(model),
    open,
    prepare: async (model, samples) => {
      retired.delete(model);
      const { planId } = await open(model, samples);
      served.add(model);
      await warmWorkers({ planId, plan: model.plan });
    },
    retire: async (model) => {
      retired.add(model);
      served.delete(model);
      await opened.get(model)?.drained();
      await closeSession(model);
      await replaceWorkers();
    },
    release: async (model) => {
      if (retired.has(model) && opened.get(model)?.isIdle() === true) await closeSession(model);
    },
    queuedRecords: (model) => {
      const models = model === undefined ? Array.from(served) : [model];
      return models.reduce((sum, one) => sum + (opened.get(one)?.queuedRecords() ?? 0), 0);
    },
  };
}
