import { beforeEach, describe, expect, test } from '@jest/globals';
import { createOutputFinder } from '../../src/jobs/outputs/open-output.ts';
import type { Job } from '../../src/jobs/job.ts';
import { withProgress } from '../../src/jobs/job-progress.ts';
import { aJob } from './contracts/job-store.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const table = `id,a\n${Array.from({ length: 30 }, (_, index) => `k${index},${index}\n`).join('')}`;
let harness: JobHarness;
let reached: Promise<void>;
let release: () => void;

/** The fourth chunk waits until it is released. */
beforeEach(() => {
  let arrive: () => void;
  reached = new Promise((resolve) => (arrive = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: async (request) => {
      const hold = request.firstRow === 10 ? (arrive(), released) : undefined;
      await hold;
      return scoreDoubling(request);
    },
  });
});

async function startAndHold(): Promise<string> {
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
  const settings = { max_concurrency: 1 };
  const body = { id: 'held', model: 'doubling', input: 'batch-input/doubling/t.csv', settings };
  await harness.startFromRequest(
    { body, trigger: { kind: 'http', requestId: 'r' }, model: undefined },
    harness.runner,
  );
  await reached;
  return 'held';
}

describe('createJobControl()', () => {
  test('read() tells the progress of a running job', async () => {
    const id = await startAndHold();
    expect(await harness.control.read(id)).toMatchObject({
      status: 'Running',
      records: { total: 30, succeeded: 9, failed: 0 },
      chunks: { total: 10, done: 3, failed: 0 },
      recordsLeft: 21,
    });
    const { jobs } = await harness.control.list({ status: 'Running', limit: 10 });
    expect(jobs).toMatchObject([{ id, records: { succeeded: 9 }, chunks: { done: 3 }, recordsLeft: 21 }]);
    release();
    expect(await harness.ended(id)).toMatchObject({ status: 'Succeeded', chunks: { done: 10 } });
  });

  test('cancel() stops a job after the chunks that run, with a manifest of what was done, and again changes nothing', async () => {
    const id = await startAndHold();
    const canceled = await harness.control.cancel(id);
    expect(canceled).toMatchObject({ status: 'Canceled', chunks: { total: 10, done: 3 } });
    expect(canceled.outputs).toEqual({
      errors: '/jobs/held/errors',
      manifest: '/jobs/held/manifest',
      report: '/jobs/held/report',
    });
    const manifestOf = async (job: Job): Promise<unknown> =>
      JSON.parse((await harness.output(job, 'manifest')) ?? '');
    expect(await manifestOf(canceled)).toMatchObject({
      status: 'Canceled',
      records: { total: 30, succeeded: 9, failed: 0 },
      chunks: { total: 10, done: 3 },
    });
    release();
    const ended = await harness.ended(id);
    expect(ended).toEqual({
      ...canceled,
      records: { total: 30, succeeded: 12, failed: 0 },
      chunks: { total: 10, done: 4, failed: 0 },
      cost: { currency: 'USD', total: expect.any(Number) as unknown },
    });
    expect(ended.cost!.total).toBeGreaterThan(canceled.cost!.total);
    expect(await manifestOf(ended)).toMatchObject({ status: 'Canceled', chunks: { total: 10, done: 4 } });
    expect(await harness.output(ended, 'predictions')).toBeUndefined();
    expect(await harness.control.cancel(id)).toEqual(ended);
  });

  test('cancel() leaves a report of a job that was not planned yet', async () => {
    await harness.jobs.createIfAbsent(aJob('early', { model: 'doubling', status: 'Queued' }));
    const canceled = await harness.control.cancel('early');
    expect(canceled).toMatchObject({ status: 'Canceled', records: { total: 0, succeeded: 0, failed: 0 } });
    expect(canceled.outputs).toEqual({ report: '/jobs/early/report' });
    const report = await harness.output(canceled, 'report');
    expect(JSON.parse(report!)).toMatchObject({ status: 'Canceled', finishedAt: canceled.finishedAt });
    expect(await harness.control.cancel('early')).toEqual(canceled);
  });

  test('cancel() refuses a job that has ended', async () => {
    release();
    const id = await startAndHold();
    await harness.ended(id);
    await expect(harness.control.cancel(id)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot cancel job "held": it is Succeeded',
    });
  });

  test('remove() deletes a finished job with all that it left', async () => {
    const id = await startAndHold();
    await expect(harness.control.remove(id, harness.runner)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot delete job "held": it is Running',
    });
    release();
    const job = await harness.ended(id);
    expect(await harness.predictions.countOf('doubling', id)).toBe(job.records.succeeded);
    await harness.control.remove(id, harness.runner);
    expect(await harness.predictions.countOf('doubling', id)).toBe(0);
    expect(await harness.output(job, 'predictions')).toBeUndefined();
    expect(await harness.ledger.list(job)).toEqual([]);
    await expect(harness.control.read(id)).rejects.toMatchObject({
      code: 'JobNotFound',
      message: 'Cannot find job "held": there is none with this id',
    });
  });
});

describe('createOutputFinder()', () => {
  test('opens ranges of an output', async () => {
    release();
    const id = await startAndHold();
    await harness.ended(id);
    const output = await createOutputFinder(harness)(id, 'predictions');
    const parts = [];
    for await (const part of await output.open({ offset: 4, bytes: 9 })) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('id,double');
  });

  test('says what is not there', async () => {
    const id = await startAndHold();
    const find = createOutputFinder(harness);
    await expect(find(id, 'predictions')).rejects.toMatchObject({
      code: 'OutputNotFound',
      message: 'Cannot open predictions.csv of job "held": the job is Running',
    });
    await expect(find('none', 'errors')).rejects.toMatchObject({ code: 'JobNotFound' });
    release();
    await harness.ended(id);
  });
});

describe('withProgress()', () => {
  test('tells records a second and the seconds left', () => {
    const job = aJob('j', {
      startedAt: '2026-11-22T10:00:00.000Z',
      records: { total: 100, succeeded: 0, failed: 0 },
      chunks: { total: 10, done: 0, failed: 0 },
    });
    const entry = {
      succeeded: 9,
      failed: 1,
      records: 10,
      bytes: 1,
      sha256: '',
      attempt: 1,
      ms: 1,
      charge: 5,
      errorBytes: 0,
    };
    const entries = [1, 2, 3].map((chunk) => ({ ...entry, chunk, ms: chunk === 2 ? 70 : 10 }));
    expect(withProgress(job, entries, new Date('2026-11-22T10:00:04.000Z'))).toMatchObject({
      records: { total: 100, succeeded: 27, failed: 3 },
      chunks: { total: 10, done: 3, failed: 0 },
      recordsLeft: 70,
      recordsPerSecond: 7.5,
      etaSeconds: 10,
      slowestChunk: { chunk: 2, ms: 70 },
      cost: { currency: 'USD', total: expect.closeTo(0.00019, 4) as unknown },
    });
    const resumed = { ...job, attempt: 2, attemptAt: '2026-11-22T10:00:02.000Z' };
    const later = [...entries.slice(0, 2), { ...entry, chunk: 3, attempt: 2 }];
    expect(withProgress(resumed, later, new Date('2026-11-22T10:00:04.000Z'))).toMatchObject({
      recordsPerSecond: 5,
      etaSeconds: 14,
    });
  });
});
