import { beforeAll, describe, expect, test } from '@jest/globals';
import type { PredictionBatch, PredictionStore } from '../../../src/jobs/outputs/prediction-store.ts';

const older = { id: 'job-a', createdAt: '2026-11-22T10:00:00.000Z' };
const newer = { id: 'job-b', createdAt: '2026-11-23T10:00:00.000Z' };

function aBatch(
  keys: readonly string[] | undefined,
  changes: Partial<PredictionBatch> = {},
): PredictionBatch {
  const count = keys?.length ?? 1;
  return {
    model: 'churn',
    version: '1',
    job: older,
    scoredAt: '2026-11-22T10:00:05.000Z',
    rows: Array.from({ length: count }, (_, index) => index + 1),
    keys,
    predictions: Array.from({ length: count }, (_, index) => ({ probability: index / 8, prediction: 'No' })),
    ...changes,
  };
}

/** What every prediction store has to do. */
export function describePredictionStore(name: string, open: () => PredictionStore): void {
  describe(`${name} as a prediction store`, () => {
    let predictions: PredictionStore;
    const rowOf = async (key: string) => (await predictions.read('churn', key))?.row;
    beforeAll(() => {
      predictions = open();
    });

    test('gives back the prediction of a key, and undefined for what is not there', async () => {
      await predictions.upsertMany(aBatch(['C1', 'C2']));
      expect(await predictions.read('churn', 'C2')).toEqual({
        model: 'churn',
        version: '1',
        key: 'C2',
        job: 'job-a',
        row: 2,
        scoredAt: '2026-11-22T10:00:05.000Z',
        prediction: { probability: 0.125, prediction: 'No' },
      });
      expect(await predictions.read('churn', 'C3')).toBeUndefined();
      expect(await predictions.read('other', 'C1')).toBeUndefined();
    });

    test.each(['a/b?c#d\\e', 'Ünï\ncode "quoted"', 'x'.repeat(300), 'y'.repeat(3000)])(
      'takes any key: %#',
      async (key) => {
        await predictions.upsertMany(aBatch([key]));
        expect(await predictions.read('churn', key)).toMatchObject({ key, row: 1 });
      },
    );

    test('finds predictions without keys by job and row', async () => {
      await predictions.upsertMany(aBatch(undefined));
      expect(await predictions.read('churn', 'job-a:1')).toMatchObject({ row: 1 });
      await predictions.upsertMany(aBatch([''], { rows: [7] }));
      expect(await predictions.read('churn', 'job-a:7')).toMatchObject({ row: 7 });
    });

    test('keeps the last row of a key that comes twice, in one chunk or in two, whichever comes last', async () => {
      await predictions.upsertMany(aBatch(['twice', 'other', 'twice']));
      expect(await rowOf('twice')).toBe(3);
      await predictions.upsertMany(aBatch(['chunks'], { rows: [20] }));
      await predictions.upsertMany(aBatch(['chunks'], { rows: [10] }));
      expect(await rowOf('chunks')).toBe(20);
      await predictions.upsertMany(aBatch(['chunks'], { rows: [100] }));
      expect(await rowOf('chunks')).toBe(100);
    });

    test('never lets an older job overwrite a newer one', async () => {
      await predictions.upsertMany(aBatch(['race'], { job: newer, version: '2', rows: [5] }));
      await predictions.upsertMany(aBatch(['race'], { job: older, rows: [9] }));
      expect(await predictions.read('churn', 'race')).toMatchObject({ job: 'job-b', version: '2', row: 5 });
      await predictions.upsertMany(aBatch(['race2'], { job: older }));
      await predictions.upsertMany(aBatch(['race2'], { job: newer }));
      expect(await predictions.read('churn', 'race2')).toMatchObject({ job: 'job-b' });
    });

    test('changes nothing when done twice', async () => {
      await predictions.upsertMany(aBatch(['again']));
      const first = await predictions.read('churn', 'again');
      await predictions.upsertMany(aBatch(['again'], { scoredAt: '2026-11-24T00:00:00.000Z' }));
      expect(await predictions.read('churn', 'again')).toEqual(first);
    });

    test('writes many at once, new ones and old ones mixed', async () => {
      const keys = Array.from({ length: 950 }, (_, index) => `many-${index}`);
      await predictions.upsertMany(aBatch(keys.slice(0, 400)));
      await predictions.upsertMany(aBatch(keys, { job: newer }));
      const found = await Promise.all(keys.map((key) => predictions.read('churn', key)));
      expect(found.map((prediction) => [prediction?.job, prediction?.row])).toEqual(
        keys.map((_, index) => ['job-b', index + 1]),
      );
    });

    test('tells how many it wrote, and how many a later prediction had replaced', async () => {
      await predictions.upsertMany(aBatch(['told-1'], { job: newer }));
      const counts = await predictions.upsertMany(aBatch(['told-1', 'told-2', 'told-3'], { job: older }));
      expect(counts).toMatchObject({ written: 2, superseded: 1 });
    });

    test("counts and removes what is still a job's own, a part at a time", async () => {
      const first = { id: 'first', createdAt: '2026-11-22T10:00:00.000Z' };
      const second = { id: 'second', createdAt: '2026-11-23T10:00:00.000Z' };
      const keys = Array.from({ length: 30 }, (_, index) => `own-${index}`);
      await predictions.upsertMany(aBatch(keys, { job: first }));
      await predictions.upsertMany(aBatch(keys.slice(0, 10), { job: second }));
      expect(await predictions.countOf('churn', 'first')).toBe(20);
      expect(await predictions.removeOf('churn', 'first', 15)).toBe(15);
      expect(await predictions.removeOf('churn', 'first', 15)).toBe(5);
      expect(await predictions.countOf('churn', 'first')).toBe(0);
      expect(await predictions.countOf('churn', 'second')).toBe(10);
    });

    test('writes nothing for nothing', async () => {
      await predictions.upsertMany(aBatch([]));
    });

    test('ends when its signal does', async () => {
      const signal = AbortSignal.abort();
      await expect(predictions.upsertMany(aBatch(['aborted'], { signal }))).rejects.toThrow();
    });
  });
}
