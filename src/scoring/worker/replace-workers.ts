import { coalesce } from '../batching/coalesce.ts';
import type { ScoringPlan } from '../model.ts';
import type { RunScoringTask, WorkerPool } from './worker-pool.ts';

/** A plan, and the id by which workers know it. */
export interface NamedPlan {
  readonly planId: string;
  readonly plan: ScoringPlan;
}

/** Loads a model into every worker. */
export type WarmWorkers = (named: NamedPlan, run?: RunScoringTask) => Promise<void>;

export function createWarmWorkers(pool: Pick<WorkerPool, 'threads' | 'run'>): WarmWorkers {
  return async (named, run = pool.run) => {
    // As many tasks at once as there are workers: each takes one.
    await Promise.all(Array.from({ length: pool.threads }, () => run('warm', named)));
  };
}

/** Makes the way to free what workers hold: new ones load what is served, then take the place of the old ones. */
export function createWorkerReplacement(
  pool: WorkerPool,
  listServed: () => readonly NamedPlan[],
): () => Promise<void> {
  const warm = createWarmWorkers(pool);
  return coalesce(() =>
    pool.recycle(async (run) => {
      for (const named of listServed()) await warm(named, run);
    }),
  );
}
