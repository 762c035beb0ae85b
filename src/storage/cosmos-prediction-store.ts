import type { Container } from '@azure/cosmos';
import type { PredictionBatch, PredictionStore, StoredCounts } from '../jobs/outputs/prediction-store.ts';
import type { WriterRoster } from '../jobs/writer-roster.ts';
import { toCosmosError } from './cosmos-error.ts';
import { createPredictionRemover } from './cosmos-prediction-remover.ts';
import { createPredictionWriter } from './cosmos-prediction-writer.ts';
import { parsePredictionDocument, toDocumentPlace, toDocuments } from './prediction-document.ts';
import { createRequestUnitPacer } from './request-unit-pacer.ts';

export interface CosmosPredictionStoreOptions {
  /** What the predictions of all jobs together may spend; as much as the database takes where not given. */
  readonly requestUnitsPerSecond?: number | undefined;
  /** Divides that among the instances that write. */
  readonly roster?: WriterRoster;
  /** After which a prediction that is not replaced is dropped; never where not given. */
  readonly ttlSeconds?: number | undefined;
}

/** Keeps predictions in a Cosmos DB container with the partition key /model, /key. */
export function createCosmosPredictionStore(
  container: Container,
  { requestUnitsPerSecond, roster, ttlSeconds }: CosmosPredictionStoreOptions = {},
): PredictionStore {
  const pacer = createRequestUnitPacer({ perSecond: requestUnitsPerSecond, ...roster });
  const write = createPredictionWriter(container, { pacer });
  const remover = createPredictionRemover(container, { pacer });

  async function upsertMany(batch: PredictionBatch): Promise<StoredCounts> {
    const leave = roster?.enter();
    try {
      return await write(toDocuments(batch, ttlSeconds), batch.signal);
    } finally {
      leave?.();
    }
  }

  return {
    upsertMany: (batch) =>
      upsertMany(batch).catch(rethrow(`Cannot store the predictions of job "${batch.job.id}"`)),
    read: async (model, key) => {
      const place = toDocumentPlace(key);
      const { resource } = await container
        .item(place.id, [model, place.key])
        .read<object>()
        .catch(rethrow(`Cannot read the prediction of ${JSON.stringify(key)}`));
      return resource === undefined ? undefined : parsePredictionDocument(resource, key);
    },
    countOf: (model, job) =>
      remover.count(model, job).catch(rethrow(`Cannot count the predictions of job "${job}"`)),
    removeOf: (model, job, limit) =>
      remover.remove(model, job, limit).catch(rethrow(`Cannot delete the predictions of job "${job}"`)),
  };
}

function rethrow(doing: string): (thrown: unknown) => never {
  return (thrown) => {
    throw toCosmosError(thrown, doing);
  };
}
