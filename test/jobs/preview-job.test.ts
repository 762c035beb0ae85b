import { beforeEach, describe, expect, test } from '@jest/globals';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const input = 'batch-input/doubling/t.csv';
const trigger = { kind: 'http', requestId: 'r' } as const;
let harness: JobHarness;
beforeEach(() => {
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
    timeRecord: async () => 1,
  });
});

const put = (text: string) => harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, text);
const preview = (settings: unknown = {}) =>
  harness.previewFromRequest({ body: { model: 'doubling', input, settings }, trigger, model: undefined });
const toTable = (records: number) =>
  ['id,a', ...Array.from({ length: records }, (_, k) => `k${k + 1},${k + 1}`), ''].join('\n');

async function listState(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of harness.blobs.list('job-state', '')) names.push(name);
  return names;
}

describe('createJobPreviewer()', () => {
  test('tells what a job would be, with a sample scored, and leaves nothing behind', async () => {
    await put(toTable(1000));
    const told = await preview({ mini_batch_size: 400, max_chunk_seconds: 1800 });
    expect(told).toMatchObject({
      model: 'doubling',
      version: '1',
      input: { path: input },
      records: 1000,
      chunks: 3,
      settings: { mini_batch_size: 400 },
      warnings: [],
      // 1,000 records of 1 ms and 3 chunks of half a second, all three at once, and 3 s for the job.
      seconds: 3.8,
      requestUnits: 5400,
      sample: { records: 100, succeeded: 100, failed: 0, errors: [] },
    });
    expect(told.sample.predictions).toEqual([
      'row,id,double',
      '1,k1,2',
      '2,k2,4',
      '3,k3,6',
      '4,k4,8',
      '5,k5,10',
    ]);
    expect((await harness.jobs.list({ limit: 10 })).jobs).toEqual([]);
    expect(await listState()).toEqual([]);
  });

  test('scores what there is where there are fewer records than a sample has', async () => {
    await put(toTable(7));
    expect(await preview()).toMatchObject({ records: 7, chunks: 3, sample: { records: 3, succeeded: 3 } });
  });

  test('says why a job could not be', async () => {
    await put('id,b\nk1,1\n');
    await expect(preview()).rejects.toThrow('Cannot score the table with "doubling"');
    await expect(preview({ mini_batch_size: 0 })).rejects.toThrow('Cannot use the job settings');
  });
});

describe('a job with a budget', () => {
  const run = async (budget: number) => {
    await put(toTable(1000));
    const body = { model: 'doubling', input, settings: { budget, mini_batch_size: 1000 } };
    const job = await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
    return harness.ended(job.id);
  };

  test('fails before its first record when it is estimated to cost more', async () => {
    expect(await run(0.0001)).toMatchObject({
      status: 'Failed',
      records: { succeeded: 0 },
      chunks: { done: 0 },
      error: expect.stringMatching(
        /^Cannot start job "doubling-\w+": it is estimated to cost 0\.00\d+ USD, more than its budget of 0\.0001$/,
      ) as unknown,
    });
  });

  test('stops when it has cost more, and goes on with a larger one', async () => {
    let ms = Date.now();
    // Each look at the clock is 100 s later than the one before: chunks seem to take long.
    const slow = createJobHarness({
      ...harness,
      timeRecord: async () => 0.01,
      now: () => new Date((ms += 1e5)),
    });
    await put(toTable(1000));
    const settings = { budget: 0.01, mini_batch_size: 100, max_concurrency: 1 };
    const body = { id: 'slow', model: 'doubling', input, settings };
    await slow.startFromRequest({ body, trigger, model: undefined }, slow.runner);
    const stopped = await slow.ended('slow');
    expect(stopped).toMatchObject({
      status: 'Failed',
      error: expect.stringMatching(
        /^Cannot finish the job: \d of 10 chunks have cost 0\.0\d+ USD, more than its budget of 0\.01$/,
      ) as unknown,
      records: { succeeded: stopped.chunks.done * 100 },
    });
    expect(stopped.chunks.done).toBeGreaterThan(1);
    expect(stopped.chunks.done).toBeLessThan(10);
    expect(stopped.cost!.total).toBeGreaterThan(0.01);
    expect(stopped.cost!.total).toBeLessThan(0.05);

    await slow.control.resume({ id: 'slow', settings: { budget: 1 } }, slow.runner);
    expect(await slow.ended('slow')).toMatchObject({ status: 'Succeeded', records: { succeeded: 1000 } });
    const ended = await slow.ended('slow');
    expect(await slow.output(ended, 'predictions')).toMatch(/^row,id,/);
    expect(ended.cost!.total).toBeGreaterThan(2 * stopped.cost!.total);
    const report = JSON.parse((await slow.output(ended, 'report'))!) as { readonly cost: unknown };
    expect(report.cost).toMatchObject({ total: ended.cost!.total, earlier: stopped.cost!.total });
  });

  test('runs when it is estimated to cost no more', async () => {
    expect(await run(1)).toMatchObject({ status: 'Succeeded', records: { succeeded: 1000 } });
  });
});
