import { describe, expect, test } from '@jest/globals';
import { describeExceededThreshold } from '../../src/jobs/control/error-threshold.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

/** A job over 100 records, of which the first so many fail; 10 a chunk. */
async function run(failures: number, settings: object) {
  let chunks = 0;
  const harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: async (request) => {
      chunks++;
      return scoreDoubling(request);
    },
  });
  const lines = Array.from({ length: 100 }, (_, n) => `k${n},${n < failures ? 'x' : n}\n`).join('');
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, `id,a\n${lines}`);
  const body = {
    id: 'j',
    model: 'doubling',
    input: 'batch-input/doubling/t.csv',
    settings: { mini_batch_size: 10, max_concurrency: 1, ...settings },
  };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  const job = await harness.ended('j');
  const hasPredictions = (await harness.output(job, 'predictions')) !== undefined;
  const errors = (await harness.output(job, 'errors'))?.split('\n').length ?? 0;
  return { job, chunks, hasPredictions, errors: errors - 1 };
}

describe('error_threshold', () => {
  test.each([
    [-1, 0, 'Succeeded'],
    [-1, 1, 'Succeeded'],
    [-1, 100, 'Succeeded'],
    [0, 0, 'Succeeded'],
    [0, 1, 'Failed'],
    [0, 2, 'Failed'],
    [1, 0, 'Succeeded'],
    [1, 1, 'Succeeded'],
    [1, 2, 'Failed'],
    [25, 24, 'Succeeded'],
    [25, 25, 'Succeeded'],
    [25, 26, 'Failed'],
    [100, 100, 'Succeeded'],
  ])('%d with %d failed records: %s', async (limit, failures, status) => {
    const { job, hasPredictions, errors } = await run(failures, { error_threshold: limit });
    expect(job.status).toBe(status);
    expect(hasPredictions).toBe(status === 'Succeeded');
    expect(errors).toBe(job.records.failed);
  });

  test('ends the job when the count goes above it, not at its end', async () => {
    const { job, chunks } = await run(100, { error_threshold: 25 });
    expect(job).toMatchObject({
      status: 'Failed',
      error: 'Cannot finish the job: at least 30 records failed, more than error_threshold 25',
      records: { total: 100, succeeded: 0, failed: 30 },
    });
    expect(chunks).toBe(3);
  });
});

describe('error_threshold_percent', () => {
  test.each([
    [-1, 100, 'Succeeded'],
    [0, 0, 'Succeeded'],
    [0, 1, 'Failed'],
    [7, 6, 'Succeeded'],
    [7, 7, 'Succeeded'],
    [7, 8, 'Failed'],
    [7.5, 7, 'Succeeded'],
    [7.5, 8, 'Failed'],
    [100, 100, 'Succeeded'],
  ])('%d with %d of 100 records failed: %s', async (percent, failures, status) => {
    const { job } = await run(failures, { error_threshold_percent: percent });
    expect(job.status).toBe(status);
  });

  test('ends the job once a sample of what is scored is above it', async () => {
    const settings = { error_threshold_percent: 50, error_threshold_sample: 20 };
    const { job, chunks } = await run(15, settings);
    expect(job).toMatchObject({
      status: 'Failed',
      error:
        'Cannot finish the job: 15 of the first 20 records scored failed, more than error_threshold_percent 50',
    });
    expect(chunks).toBe(2);
    expect((await run(10, settings)).job.status).toBe('Succeeded');
  });
});

describe('describeExceededThreshold()', () => {
  const settings = { error_threshold: -1, error_threshold_percent: 50, error_threshold_sample: 20 };
  test.each([
    [{ failed: 19, scored: 19, total: 100 }, false],
    [{ failed: 10, scored: 20, total: 100 }, false],
    [{ failed: 11, scored: 20, total: 100 }, true],
    [{ failed: 51, scored: 100, total: 100 }, true],
  ])('with a sample of 20 and %j is a reason: %j', (counts, exceeded) => {
    expect(describeExceededThreshold(settings, counts) !== undefined).toBe(exceeded);
  });
});
