import type { PredictionStore, StoredPrediction } from '../../../src/jobs/outputs/prediction-store.ts';

/** Predictions in memory. */
export function createMemoryPredictionStore(): PredictionStore & { readonly size: () => number } {
  const stored = new Map<string, { readonly order: string; readonly prediction: StoredPrediction }>();
  let written = 0;
  const placesOf = (model: string, job: string) =>
    [...stored].flatMap(([name, { prediction }]) =>
      prediction.model === model && prediction.job === job ? [name] : [],
    );
  const place = (model: string, key: string) => JSON.stringify([model, key]);
  return {
    size: () => stored.size,
    upsertMany: async ({ model, version, job, scoredAt, rows, keys, predictions, signal }) => {
      signal?.throwIfAborted();
      const before = written;
      predictions.forEach((prediction, index) => {
        const row = rows[index] ?? 0;
        const given = keys?.[index] ?? '';
        const key = given === '' ? `${job.id}:${row}` : given;
        const order = `${job.createdAt}|${job.id}|${String(row).padStart(12, '0')}`;
        if ((stored.get(place(model, key))?.order ?? '') >= order) return;
        const document = { model, version, key, job: job.id, row, scoredAt, prediction };
        stored.set(place(model, key), { order, prediction: document });
        written++;
      });
      const superseded = predictions.length - (written - before);
      return { written: written - before, superseded, requestUnits: 0 };
    },
    read: async (model, key) => stored.get(place(model, key))?.prediction,
    countOf: async (model, job) => placesOf(model, job).length,
    removeOf: async (model, job, limit) => {
      const places = placesOf(model, job).slice(0, limit);
      for (const name of places) stored.delete(name);
      return places.length;
    },
  };
}
