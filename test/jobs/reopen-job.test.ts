import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/jobs/job.ts';
import { createLedger } from '../../src/jobs/ledger.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { aJob } from './contracts/job-store.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const numbers = Array.from({ length: 30 }, (_, index) => index);
const table = `id,a\n${numbers.map((n) => `k${n},${n}\n`).join('')}`;
const csvOf = (kept: readonly number[]) =>
  `row,id,double\n${kept.map((n) => `${n + 1},k${n},${2 * n}\n`).join('')}`;
const trigger = { kind: 'http', requestId: 'r' } as const;

let harness: JobHarness;
let scored: number[];
/** First rows of chunks that fail: as a whole, or by their first record. */
let broken: Set<number>;
let sick: Set<number>;
/** What each chunk waits for. */
let gate: (() => Promise<undefined>) | undefined;

beforeEach(() => {
  scored = [];
  broken = new Set();
  sick = new Set();
  gate = undefined;
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: async (request) => {
      const { firstRow, bytes } = request;
      scored.push(firstRow);
      await gate?.();
      if (broken.has(firstRow)) throw new ScoringError('InvalidInput', 'Cannot score: broken');
      const text = Buffer.from(bytes).toString();
      const given = sick.has(firstRow) ? text.replace(/,\d+/, ',x') : text;
      return scoreDoubling({ ...request, bytes: new Uint8Array(Buffer.from(given)) });
    },
  });
});

async function run(settings: object = {}): Promise<Job> {
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
  const body = {
    id: 'j',
    model: 'doubling',
    input: 'batch-input/doubling/t.csv',
    settings: { max_concurrency: 1, ...settings },
  };
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  const job = await harness.ended('j');
  scored.length = 0;
  return job;
}

async function ended(job: Promise<Job>): Promise<Job> {
  await job;
  return harness.ended('j');
}

function outputsOf(job: Job) {
  return Promise.all(
    (['predictions', 'errors', 'manifest'] as const).map((name) => harness.output(job, name)),
  );
}

describe('resume()', () => {
  test('scores only what is missing of a job that failed', async () => {
    broken.add(16);
    expect(await run()).toMatchObject({ status: 'Failed', error: 'Cannot score: broken' });
    broken.clear();
    const opened = await harness.control.resume({ id: 'j' }, harness.runner);
    expect(opened).toMatchObject({ status: 'Queued', attempt: 2 });
    expect(opened).not.toHaveProperty('error');
    expect(opened).not.toHaveProperty('finishedAt');
    const job = await harness.ended('j');
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 30, succeeded: 30 } });
    expect(scored).toEqual([16, 19, 22, 25, 28]);
    expect(await harness.output(job, 'predictions')).toBe(csvOf(numbers));
  });

  test('goes on with a job that was canceled', async () => {
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
    const body = { id: 'j', model: 'doubling', input: 'batch-input/doubling/t.csv' };
    await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
    expect(await ended(harness.control.cancel('j'))).toMatchObject({ status: 'Canceled' });
    const job = await ended(harness.control.resume({ id: 'j' }, harness.runner));
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 30 } });
    expect(scored.length).toBe(10);
  });

  test('takes another threshold along', async () => {
    sick.add(4);
    expect(await run({ error_threshold: 0 })).toMatchObject({ status: 'Failed' });
    const settings = { error_threshold: 1 };
    expect(await ended(harness.control.resume({ id: 'j', settings }, harness.runner))).toMatchObject({
      status: 'Succeeded',
      records: { total: 30, succeeded: 29, failed: 1 },
      settings: { error_threshold: 1 },
    });
    expect(scored).not.toContain(4);
  });

  test('plans a job again whose model was not there, with the settings of the model', async () => {
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
    const path = 'batch-input/doubling/t.csv';
    const failed = { id: 'j', version: '', model: 'doubling', status: 'Failed', input: { path } } as const;
    await harness.jobs.createIfAbsent(aJob('j', { ...failed, error: 'Cannot find model "doubling"' }));
    expect(await ended(harness.control.resume({ id: 'j' }, harness.runner))).toMatchObject({
      status: 'Succeeded',
      version: '1',
      settings: { mini_batch_size: 3 },
      chunks: { total: 10 },
    });
  });

  test('refuses a job that has succeeded, one that runs, and none', async () => {
    await run();
    await expect(harness.control.resume({ id: 'j' }, harness.runner)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot resume job "j": it is Succeeded, and none of its records failed',
    });
    await harness.jobs.createIfAbsent(aJob('running', { status: 'Running' }));
    await expect(harness.control.resume({ id: 'running' }, harness.runner)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot resume job "running": it is Running',
    });
    await expect(harness.control.resume({ id: 'none' }, harness.runner)).rejects.toMatchObject({
      code: 'JobNotFound',
    });
  });

  test('opens a job once when asked twice at once', async () => {
    broken.add(16);
    await run();
    broken.clear();
    const both = await Promise.allSettled(
      [1, 2].map(() => harness.control.resume({ id: 'j' }, harness.runner)),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await harness.ended('j')).toMatchObject({ status: 'Succeeded', attempt: 2 });
  });
});

describe('retry()', () => {
  test('scores only the chunks with failed records again, and commits the outputs anew', async () => {
    sick = new Set([4, 25]);
    const first = await run();
    expect(first).toMatchObject({ status: 'Succeeded', records: { succeeded: 28, failed: 2 } });
    expect(await harness.output(first, 'predictions')).toBe(
      csvOf(numbers.filter((n) => n !== 3 && n !== 24)),
    );
    sick = new Set([25]);
    const job = await ended(harness.control.retry({ id: 'j' }, harness.runner));
    expect(job).toMatchObject({
      status: 'Succeeded',
      records: { total: 30, succeeded: 29, failed: 1 },
      chunks: { total: 10, done: 10 },
    });
    expect(scored.toSorted((a, b) => a - b)).toEqual([4, 25]);
    expect(await harness.output(job, 'predictions')).toBe(csvOf(numbers.filter((n) => n !== 24)));
    expect((await harness.output(job, 'errors'))?.trim().split('\n')).toHaveLength(1);
  });

  test('scores nothing else of a job that failed than what failed or is missing', async () => {
    sick.add(1);
    broken.add(16);
    expect(await run()).toMatchObject({ status: 'Failed' });
    broken.clear();
    sick.clear();
    const job = await ended(harness.control.retry({ id: 'j' }, harness.runner));
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 30, failed: 0 } });
    expect(scored.toSorted((a, b) => a - b)).toEqual([1, 16, 19, 22, 25, 28]);
  });

  test.each(['before', 'while'])(
    'leaves what the first attempt made in its place when it is canceled %s it scores',
    async (when) => {
      sick = new Set([4, 25]);
      const first = await run();
      const left = await outputsOf(first);
      const held = Promise.withResolvers<undefined>();
      const reached = Promise.withResolvers<undefined>();
      gate = when === 'while' ? () => (reached.resolve(undefined), held.promise) : undefined;
      await harness.control.retry({ id: 'j' }, harness.runner);
      if (gate !== undefined) await reached.promise;
      const canceled = await harness.control.cancel('j');
      expect(canceled).toMatchObject({ status: 'Canceled', outputs: first.outputs });
      held.resolve(undefined);
      const last = await harness.ended('j');
      expect(last).toMatchObject({ status: 'Canceled', outputs: first.outputs });
      expect(await outputsOf(last)).toEqual(left);
      gate = undefined;
      sick.clear();
      const job = await ended(harness.control.retry({ id: 'j' }, harness.runner));
      expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 30, failed: 0 } });
      expect(await harness.output(job, 'predictions')).toBe(csvOf(numbers));
      expect(JSON.parse((await harness.output(job, 'manifest'))!)).toMatchObject({ records: { failed: 0 } });
    },
  );

  test('leaves what the first attempt made in its place when it fails', async () => {
    sick = new Set([4, 25]);
    const first = await run();
    const left = await outputsOf(first);
    broken.add(4);
    const failed = await ended(harness.control.retry({ id: 'j' }, harness.runner));
    expect(failed).toMatchObject({ status: 'Failed', error: 'Cannot score: broken', outputs: first.outputs });
    expect(await outputsOf(failed)).toEqual(left);
    expect(JSON.parse((await harness.output(failed, 'report'))!)).toMatchObject({ status: 'Failed' });
  });

  test('writes anew what somebody made unreadable', async () => {
    sick = new Set([4]);
    await run();
    await harness.blobs.write({ container: 'batch-output', name: 'doubling/j/manifest.json' }, 'no manifest');
    broken.add(4);
    const failed = await ended(harness.control.retry({ id: 'j' }, harness.runner));
    expect(failed).toMatchObject({ status: 'Failed', error: 'Cannot score: broken' });
    expect(JSON.parse((await harness.output(failed, 'manifest'))!)).toMatchObject({ status: 'Failed' });
  });

  test('refuses a job of which nothing failed', async () => {
    await run();
    await expect(harness.control.retry({ id: 'j' }, harness.runner)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot retry job "j": it is Succeeded, and none of its records failed',
    });
  });
});

describe('an attempt', () => {
  test('begins at the first chunk that is missing of many, and leaves a few strays to the end', async () => {
    const settings = { mini_batch_size: 1 };
    const many = `id,a\n${Array.from({ length: 300 }, (_, n) => `k${n},${n}\n`).join('')}`;
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/many.csv' }, many);
    const body = { id: 'j', model: 'doubling', input: 'batch-input/doubling/many.csv', settings };
    broken.add(150);
    await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
    const failed = await harness.ended('j');
    expect(failed).toMatchObject({ status: 'Failed' });
    const done = new Set((await createLedger(harness.blobs).list(failed)).map(({ chunk }) => chunk));
    const missing = Array.from({ length: 300 }, (_, index) => index + 1).filter((chunk) => !done.has(chunk));
    scored.length = 0;
    broken.clear();
    await ended(harness.control.resume({ id: 'j' }, harness.runner));
    expect(scored.toSorted((a, b) => a - b)).toEqual(missing);
  });
});

describe('change()', () => {
  test('changes how many chunks run at once of a job that runs, and of no other', async () => {
    await harness.jobs.createIfAbsent(aJob('running', { status: 'Running' }));
    expect(await harness.control.change('running', { max_concurrency: 3 })).toMatchObject({
      settings: { max_concurrency: 3, mini_batch_size: 10_000 },
    });
    await run();
    await expect(harness.control.change('j', { max_concurrency: 3 })).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot change job "j": it is Succeeded',
    });
  });

  test('takes effect in the next generation', async () => {
    const settings = { mini_batch_size: 1, max_concurrency: 1 };
    const many = `id,a\n${Array.from({ length: 120 }, (_, n) => `k${n},${n}\n`).join('')}`;
    let running = 0;
    let most = 0;
    const changing = createJobHarness({
      ...harness,
      disturb: (activity, name) => async (input) => {
        if (name !== 'score-chunk') return activity(input);
        if ((input as { chunk: number }).chunk === 10)
          await changing.control.change('c', { max_concurrency: 4 });
        most = Math.max(most, ++running);
        const outcome = await activity(input);
        running--;
        return outcome;
      },
    });
    await harness.blobs.write({ container: 'batch-input', name: 'doubling/many.csv' }, many);
    const body = { id: 'c', model: 'doubling', input: 'batch-input/doubling/many.csv', settings };
    await changing.startFromRequest({ body, trigger, model: undefined }, changing.runner);
    expect(await changing.ended('c')).toMatchObject({ status: 'Succeeded', chunks: { done: 120 } });
    expect(most).toBe(4);
  });
});

describe('remove()', () => {
  test('of two at once deletes once: a new job under the id keeps what it makes', async () => {
    await run();
    const { blobs } = harness;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slow = createJobHarness({
      ...harness,
      blobs: {
        ...harness.blobs,
        deletePrefix: async (container, prefix) => {
          await held;
          await blobs.deletePrefix(container, prefix);
        },
      },
    });
    const first = slow.control.remove('j', slow.runner);
    await harness.control.remove('j', harness.runner);
    expect(await harness.jobs.read('j')).toHaveProperty('deletingSince');
    await expect(harness.control.retry({ id: 'j' }, harness.runner)).rejects.toMatchObject({
      message: 'Cannot retry job "j": it is being deleted',
    });
    letGo();
    await first;
    expect(await harness.jobs.read('j')).toBeUndefined();
  });

  test('lets an id be used again: the new job meets nothing that a chunk of the old writes late', async () => {
    const old = await run();
    const [entry] = await harness.ledger.list(old);
    await harness.control.remove('j', harness.runner);
    await harness.ledger.write(old, entry!, new Uint8Array());
    const job = await run();
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 30 } });
    expect(await harness.ledger.list(job)).toHaveLength(10);
    expect(await harness.output(job, 'predictions')).toBe(csvOf(numbers));
  });

  test('refuses a canceled job whose last chunks still run', async () => {
    await harness.jobs.createIfAbsent(aJob('j', { status: 'Canceled' }));
    const runs = { find: async () => ({ state: 'running' }) as const };
    await expect(harness.control.remove('j', runs)).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot delete job "j": its last chunks still run',
    });
  }, 15_000);
});
