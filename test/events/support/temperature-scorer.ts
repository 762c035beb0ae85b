import path from 'node:path';
import type { Model } from '../../../src/scoring/model.ts';
import { loadModelRepository } from '../../../src/scoring/repository/model-repository.ts';
import { createScorer, type Scorer } from '../../../src/scoring/scorer.ts';
import { createWorkerPool } from '../../../src/scoring/worker/worker-pool.ts';

export interface TemperatureScorer {
  readonly models: { readonly resolve: (name: string) => Promise<Model> };
  readonly scorer: Scorer;
  close(): Promise<void>;
}

/** The models that ship, in a scorer of their own. */
export async function openTemperatureScorer(): Promise<TemperatureScorer> {
  const pool = createWorkerPool({ threads: 1 });
  const directory = path.join(import.meta.dirname, '../../../models');
  const models = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  return { models, scorer: createScorer({ pool }), close: () => pool.close() };
}
