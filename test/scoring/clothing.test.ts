import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadSampleImages, type SampleImage } from '../../samples/clothing/sample-images.ts';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import type { Records } from '../../src/scoring/records.ts';
import { createScorer, type Scorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { modelsDirectory } from './churn.ts';

let pool: WorkerPool;
let scorer: Scorer;
let model: Model;
let images: readonly SampleImage[];

beforeAll(async () => {
  pool = createWorkerPool({ threads: 1 });
  const inspect = (file: Parameters<typeof pool.run<'inspect'>>[1]) => pool.run('inspect', file);
  const repository = await loadModelRepository({ directory: modelsDirectory, inspect });
  model = await repository.resolve('clothing');
  scorer = createScorer({ pool });
  images = await loadSampleImages();
});
afterAll(() => pool.close());

const parse = (records: readonly object[]): Records =>
  parseJsonRecords(records, { model: 'clothing', columns: model.columns, maxRecords: 1000 });

async function score(records: Records) {
  return toPredictionJson(toPredictions(model.plan, await scorer.score(model, records)));
}

describe('the clothing model', () => {
  test('tells what 29 of the 30 sample pictures show', async () => {
    const predictions = await score(parse(images.map(({ bytes }) => ({ image: bytes.toString('base64') }))));
    const wrong = images.filter(({ label }, k) => predictions[k]?.label !== label).map(({ file }) => file);
    expect(predictions).toHaveLength(30);
    expect(wrong).toEqual(['Ankle-boot-2.png']);
  });
});
