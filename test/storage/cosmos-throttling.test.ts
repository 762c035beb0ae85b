import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCosmosPredictionStore } from '../../src/storage/cosmos-prediction-store.ts';
import { type CosmosContainers, startCosmosContainers } from './support/cosmos-containers.ts';

let cosmos: CosmosContainers;
beforeAll(async () => {
  cosmos = await startCosmosContainers(2000);
});
afterAll(() => cosmos.stop());

describe('createCosmosPredictionStore()', () => {
  test('stores every document when the database throttles', async () => {
    const predictions = createCosmosPredictionStore(cosmos.predictions);
    const keys = Array.from({ length: 800 }, (_, index) => `k${index}`);
    const startedMs = performance.now();
    await predictions.upsertMany({
      model: 'churn',
      version: '1',
      job: { id: 'j', createdAt: '2026-11-22T10:00:00.000Z' },
      scoredAt: '2026-11-22T10:00:00.000Z',
      rows: keys.map((_, index) => index + 1),
      keys,
      predictions: keys.map((_, index) => ({ probability: index / 1000 })),
    });
    // 800 documents cost some 4,000 request units: at 2,000 a second that cannot be done at once.
    expect(performance.now() - startedMs).toBeGreaterThan(500);
    const { resources } = await cosmos.predictions.items.query('SELECT VALUE COUNT(1) FROM c').fetchAll();
    expect(resources).toEqual([800]);
  }, 60_000);

  test('gives up at its deadline', async () => {
    const predictions = createCosmosPredictionStore(cosmos.predictions);
    const keys = Array.from({ length: 5000 }, (_, index) => `late${index}`);
    const batch = {
      model: 'churn',
      version: '1',
      job: { id: 'j', createdAt: '2026-11-22T10:00:00.000Z' },
      scoredAt: '2026-11-22T10:00:00.000Z',
      rows: keys.map((_, index) => index + 1),
      keys,
      predictions: keys.map(() => ({ probability: 1 })),
      signal: AbortSignal.timeout(300),
    };
    await expect(predictions.upsertMany(batch)).rejects.toMatchObject({ retryable: true });
  });
});
