import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createFaultRegistry } from '../../local/faults/fault-registry.ts';
import { createCosmosPredictionStore } from '../../src/storage/cosmos-prediction-store.ts';
import { startCosmosContainers } from './support/cosmos-containers.ts';

const older = { id: 'older', createdAt: '2026-11-22T10:00:00.000Z' };
const newer = { id: 'newer', createdAt: '2026-11-23T10:00:00.000Z' };
const attempts = 20;

/** What an activity does: again, until it has passed. */
async function untilDone(work: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; attempt < attempts; attempt++) {
    const done = await work().then(
      () => true,
      () => false,
    );
    if (done) return;
  }
  await work();
}

const faultMixes = fc.record({
  seed: fc.nat(),
  status: fc.constantFrom(429, 500, 503),
  dropped: fc.constantFrom(0.02, 0.1),
});

describe('createCosmosPredictionStore()', () => {
  test('has every document once and the latest of each key, whatever the database refuses and whichever answer is lost', async () => {
    await fc.assert(
      fc.asyncProperty(faultMixes, fc.integer({ min: 1, max: 400 }), async (mix, count) => {
        const faults = createFaultRegistry();
        const cosmos = await startCosmosContainers(undefined, faults);
        const { seed, status, dropped } = mix;
        await faults.add({
          service: 'cosmos',
          effect: { kind: 'status', status, retryAfterMs: 5 },
          path: '/docs',
          rate: 0.2,
          seed,
        });
        await faults.add({
          service: 'cosmos',
          effect: { kind: 'drop-after' },
          path: '/docs',
          rate: dropped,
          seed,
        });
        const store = createCosmosPredictionStore(cosmos.predictions);
        const keys = Array.from({ length: count }, (_, k) => `k${k % Math.ceil(count * 0.8)}`);
        const batchOf = (job: typeof older) => ({
          model: 'churn',
          version: '1',
          job,
          scoredAt: job.createdAt,
          rows: keys.map((_, k) => k + 1),
          keys,
          predictions: keys.map((_, k) => ({ row: k + 1 })),
        });
        await Promise.all([older, newer].map((job) => untilDone(() => store.upsertMany(batchOf(job)))));
        await faults.clear();
        const expected = new Map(keys.map((key, k) => [key, k + 1]));
        const { resources } = await cosmos.predictions.items
          .query<{ key: string; job: string; prediction: { row: number } }>('SELECT * FROM c')
          .fetchAll();
        await cosmos.stop();
        expect(new Map(resources.map(({ key, prediction }) => [key, prediction.row]))).toEqual(expected);
        expect(resources.map(({ job }) => job)).toEqual(Array(expected.size).fill('newer'));
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
