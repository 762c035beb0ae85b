import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/jobs/job.ts';
import { createScheduleStarter } from '../../src/jobs/start/start-from-schedule.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const table = 'id,a\nk1,1\nk2,2\n';
const byRequest = (requestId: string) => ({ kind: 'http', requestId }) as const;
const now = new Date('2026-11-22T10:00:00Z');
let harness: JobHarness;
beforeEach(async () => {
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
    now: () => now,
  });
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
});

const listAll = async (): Promise<readonly Job[]> => (await harness.jobs.list({ limit: 100 })).jobs;

describe('createBlobStarter()', () => {
  const blob = { container: 'batch-input', name: 'doubling/t.csv' };

  test('makes one job of a blob, whoever notices it and however often', async () => {
    const jobs = await Promise.all([1, 2, 3].map(() => harness.startFromBlob(blob, harness.runner)));
    const again = await harness.startFromBlob(blob, harness.runner);
    expect(new Set([...jobs, again].map((job) => job?.id)).size).toBe(1);
    expect(await listAll()).toHaveLength(1);
    expect(harness.started()).toBe(1);
  });

  test('makes another job of the blob uploaded anew', async () => {
    const first = await harness.startFromBlob(blob, harness.runner);
    const second = await harness.drop('doubling/t.csv', table);
    expect(second?.id).not.toBe(first?.id);
  });

  test('starts the orchestration of a job whose record was all that there was', async () => {
    const idle = { ensureRunning: () => Promise.reject(new Error('the host went away')) };
    await expect(harness.startFromBlob(blob, idle)).rejects.toMatchObject({ retryable: true });
    const job = await harness.startFromBlob(blob, harness.runner);
    expect(await harness.ended(job!.id)).toMatchObject({ status: 'Succeeded', records: { succeeded: 2 } });
    expect(await listAll()).toHaveLength(1);
  });

  test.each([
    ['nope/t.csv', 'nope', 'Cannot find model "nope": there is only "doubling"'],
    [
      't.csv',
      '',
      'Cannot tell the model for "batch-input/t.csv": it is in no folder, expected "batch-input/<model>/t.csv"',
    ],
    [
      'doubling/t.xlsx',
      'doubling',
      'Cannot score "batch-input/doubling/t.xlsx": its name ends in none of .csv, .tsv, .jsonl, .ndjson, the same with .gz, .parquet, .zip, .manifest',
    ],
  ])('makes a failed job of %s', async (name, model, error) => {
    const job = await harness.drop(name, table);
    expect(job).toMatchObject({ model, status: 'Failed', error, finishedAt: now.toISOString() });
    expect(await listAll()).toEqual([job]);
    expect(harness.started()).toBe(0);
  });

  test.each([
    'doubling/_READY',
    'doubling/.hidden.csv',
    'doubling/_weekly/t.csv',
    'doubling/a/.tmp/b/t.csv',
    '_t.csv',
  ])('takes no notice of %s', async (name) => {
    expect(await harness.drop(name, table)).toBeUndefined();
    expect(await listAll()).toEqual([]);
  });

  test('takes no notice of a blob that is gone', async () => {
    const gone = { container: 'batch-input', name: 'doubling/gone.csv' };
    expect(await harness.startFromBlob(gone, harness.runner)).toBeUndefined();
  });
});

describe('createRequestStarter()', () => {
  const input = 'batch-input/doubling/t.csv';
  const post = (body: unknown, given: { trigger?: ReturnType<typeof byRequest>; model?: string } = {}) =>
    harness.startFromRequest({ body, trigger: byRequest('r1'), model: undefined, ...given }, harness.runner);

  test('starts a job with settings over those of the manifest', async () => {
    const job = await post({ model: 'doubling', input, settings: { max_concurrency: 2 } });
    expect(job).toMatchObject({
      status: 'Queued',
      version: '1',
      trigger: { kind: 'http', requestId: 'r1' },
      input: { path: input, bytes: table.length },
      settings: { mini_batch_size: 3, max_concurrency: 2, error_threshold: -1 },
    });
    expect(job.id).toMatch(/^doubling-[0-9a-f]{24}$/);
    expect(await harness.ended(job.id)).toMatchObject({ status: 'Succeeded' });
  });

  test('takes the only model there is where the request names none', async () => {
    expect(await post({ input })).toMatchObject({ model: 'doubling' });
  });

  test('refuses a request that names no model where there are several', async () => {
    const models = { ...doublingModels, list: () => [{ name: 'doubling' }, { name: 'halving' }] };
    const several = createJobHarness({ ...harness, models });
    const request = { body: { input }, trigger: byRequest('r'), model: undefined };
    await expect(several.startFromRequest(request, several.runner)).rejects.toMatchObject({
      code: 'InvalidRequest',
      message: 'Cannot start a job: it names no model, and there is no default model',
    });
  });

  test('gives the same job for the same request, and for the same id', async () => {
    const first = await post({ model: 'doubling', input });
    expect((await post({ model: 'doubling', input })).id).toBe(first.id);
    expect((await post({ model: 'doubling', input }, { trigger: byRequest('r2') })).id).not.toBe(first.id);
    const mine = await Promise.all([1, 2].map(() => post({ id: 'mine', model: 'doubling', input })));
    expect(mine.map((job) => job.id)).toEqual(['mine', 'mine']);
    expect(await listAll()).toHaveLength(3);
  });

  test('refuses an id that names another job', async () => {
    await post({ id: 'mine', model: 'doubling', input });
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/u.csv' }, table);
    await expect(
      post({ id: 'mine', model: 'doubling', input: 'batch-input/doubling/u.csv' }),
    ).rejects.toMatchObject({
      code: 'Conflict',
      message: `Cannot start job "mine": it exists, with model "doubling" and input "${input}"`,
    });
  });

  test('refuses an id that another job takes at the same time', async () => {
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/u.csv' }, table);
    const [first, second] = await Promise.allSettled([
      post({ id: 'mine', model: 'doubling', input }),
      post({ id: 'mine', model: 'doubling', input: 'batch-input/doubling/u.csv' }),
    ]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'Conflict' } });
  });

  test("takes Azure ML's shape, the model from elsewhere", async () => {
    const Uri = `${harness.blobs.accountUrl}/${input}`;
    const body = { properties: { InputData: { table: { JobInputType: 'UriFile', Uri } } } };
    expect(await post(body, { model: 'doubling' })).toMatchObject({
      model: 'doubling',
      input: { path: input },
    });
  });

  test("takes a folder in Azure ML's shape", async () => {
    const Uri = `${harness.blobs.accountUrl}/batch-input/doubling`;
    const body = { properties: { InputData: { tables: { JobInputType: 'UriFolder', Uri } } } };
    const job = await post(body, { model: 'doubling' });
    expect(job.input.path).toBe('batch-input/doubling/');
    expect(await harness.ended(job.id)).toMatchObject({ status: 'Succeeded', records: { total: 2 } });
  });

  test.each([
    [{}, 'InvalidRequest', 'Cannot start a job: "input" is missing, expected a string'],
    [7, 'InvalidRequest', 'Cannot start a job: it is of type number, expected an object'],
    [{ input, modle: 'x' }, 'InvalidRequest', 'Cannot start a job: unrecognized key: "modle"'],
    [{ input, model: 'nope' }, 'ModelNotFound', 'Cannot find model "nope": there is only "doubling"'],
    [
      { input: 'batch-input/doubling/none.csv', model: 'doubling' },
      'InvalidInput',
      'Cannot start the job: its input "batch-input/doubling/none.csv" is not there',
    ],
    [
      { input: 'job-state/x', model: 'doubling' },
      'InvalidRequest',
      'Cannot read the input "job-state/x": it is in container "job-state", expected batch-input',
    ],
    [
      { input, model: 'doubling', settings: { max_concurrency: 0 } },
      'InvalidRequest',
      'Cannot use the job settings: "max_concurrency" is wrong, too small: expected number to be >=1',
    ],
    [
      { properties: { InputData: {} } },
      'InvalidRequest',
      'Cannot start a job: it has 0 data inputs, expected 1',
    ],
    [
      { properties: { InputData: { a: { JobInputType: 'MLTable', Uri: 'x' } } } },
      'InvalidRequest',
      'Cannot start a job: its input is "MLTable", expected "UriFile" or "UriFolder" with a "Uri"',
    ],
  ])('refuses %j', async (body, code, message) => {
    await expect(post(body)).rejects.toMatchObject({ code, message });
    expect(await listAll()).toEqual([]);
  });
});

describe('createScheduleStarter()', () => {
  const schedule = {
    model: 'doubling',
    name: 'weekly',
    cron: '0 0 6 * * 1',
    input: 'batch-input/doubling/t.csv',
  };
  const slot = new Date('2026-11-23T06:00:00Z');

  test('starts one job a slot', async () => {
    const start = createScheduleStarter(harness.starter);
    const first = await start(schedule, slot, harness.runner);
    const again = await start(schedule, slot, harness.runner);
    const next = await start(schedule, new Date('2026-11-30T06:00:00Z'), harness.runner);
    expect(again.id).toBe(first.id);
    expect(next.id).not.toBe(first.id);
    expect(await harness.ended(first.id)).toMatchObject({
      status: 'Succeeded',
      trigger: { kind: 'timer', schedule: 'doubling-weekly', slot: '2026-11-23T06:00:00.000Z' },
      input: { path: 'batch-input/doubling/t.csv', bytes: table.length },
    });
  });

  test('makes a failed job where the input is not there', async () => {
    const start = createScheduleStarter(harness.starter);
    const job = await start({ ...schedule, input: 'batch-input/doubling/none.csv' }, slot, harness.runner);
    expect(await harness.ended(job.id)).toMatchObject({
      status: 'Failed',
      error: 'Cannot read the input "batch-input/doubling/none.csv": it is not there',
    });
  });
});
