import type { Container } from '@azure/cosmos';
import type { PredictionStore } from '../jobs/prediction-store.ts';
import { toCosmosError } from './cosmos-error.ts';
import { createPredictionWriter } from './cosmos-prediction-writer.ts';
import { parsePredictionDocument, toDocumentPlace, toDocuments } from './prediction-document.ts';

/** Keeps predictions in a Cosmos DB container with the partition key /model, /key. */
export function createCosmosPredictionStore(container: Container): PredictionStore {
  const write = createPredictionWriter(container);
  return {
    async upsertMany(batch) {
      const doing = `Cannot store the predictions of job "${batch.job.id}"`;
      try {
        await write(toDocuments(batch), batch.signal);
      } catch (thrown) {
        throw toCosmosError(thrown, doing);
      }
    },
    async read(model, key) {
      const place = toDocumentPlace(key);
      try {
        const { resource } = await container.item(place.id, [model, place.key]).read<object>();
        return resource === undefined ? undefined : parsePredictionDocument(resource, key);
      } catch (thrown) {
        throw toCosmosError(thrown, `Cannot read the prediction of ${JSON.stringify(key)}`);
      }
    },
  };
}
