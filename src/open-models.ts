import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BlobServiceClient } from '@azure/storage-blob';
import type { ModelTrial } from './scoring/repository/model-loader.ts';
import { createModelRepository, type ModelRepository } from './scoring/repository/model-repository.ts';
import { createFolderModelSource } from './scoring/repository/model-source-folder.ts';
import type { ModelSource } from './scoring/repository/model-source.ts';
import type { Model } from './scoring/model.ts';
import type { WorkerPool } from './scoring/worker/worker-pool.ts';
import type { Settings } from './settings.ts';
import { createBlobModelSource } from './storage/blob-model-source.ts';

export interface OpenModelsOptions {
  readonly settings: Pick<Settings, 'models' | 'modelsDirectory' | 'limits' | 'maxImagePixels'>;
  readonly service: BlobServiceClient;
  readonly pool: Pick<WorkerPool, 'run'>;
  readonly trial: ModelTrial;
  readonly retire: (model: Model) => Promise<unknown>;
  readonly report: (message: string, cause?: unknown) => void;
}

const modelsContainer = 'models';
/** A request that has just got its version may wait as long as it likes, and then runs. */
const spareMs = 60_000;

/** Opens the models that the settings tell of; those that ship are listed at once, the others from `start` on. */
export function openModels({
  settings,
  service,
  pool,
  ...options
}: OpenModelsOptions): Promise<ModelRepository> {
  return createModelRepository({
    ...options,
    sources: createSources(settings, service),
    inspect: (file) => pool.run('inspect', file),
    maxImagePixels: settings.maxImagePixels,
    retireAfterMs: settings.limits.maxTimeoutMs + spareMs,
  });
}

function createSources(
  { models, modelsDirectory }: OpenModelsOptions['settings'],
  service: BlobServiceClient,
): readonly ModelSource[] {
  const folder = createFolderModelSource(modelsDirectory);
  const account = createHash('sha256').update(service.url).digest('hex').slice(0, 12);
  const cacheDirectory = path.join(tmpdir(), `onscore-models-${account}`);
  const container = createBlobModelSource({ service, container: modelsContainer, cacheDirectory });
  switch (models.source) {
    case 'folder':
      return [folder];
    case 'container':
      return [container];
    case 'both':
      return [folder, container];
  }
}
