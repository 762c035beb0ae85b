import { beforeEach, describe, expect, test } from '@jest/globals';
import { createPoisonBlobRecorder } from '../../src/jobs/start/start-from-blob.ts';
import { createMessageStarter } from '../../src/jobs/start/start-from-message.ts';
import { createBlobSweep } from '../../src/jobs/start/sweep-blobs.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const table = 'id,a\nk1,1\nk2,2\n';
const hourMs = 3_600_000;
let clock: Date;
let harness: JobHarness;
beforeEach(() => {
  clock = new Date(Date.now() + 10 * 60_000);
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
    now: () => clock,
  });
});

const put = (name: string) => harness.blobs.write({ container: 'batch-input', name }, table);

describe('createBlobSweep()', () => {
  const sweep = () => createBlobSweep({ ...harness, maxAgeMs: 24 * hourMs })(harness.runner);

  test('starts the job of a blob that nobody was told of, and that job only', async () => {
    await put('doubling/missed.csv');
    const told = await harness.drop('doubling/told.csv', table);
    const { seen, started } = await sweep();
    expect(seen).toBe(2);
    expect(started.map((job) => job.input.path)).toEqual(['batch-input/doubling/missed.csv']);
    expect((await sweep()).started).toEqual([]);
    const late = await harness.startFromBlob(
      { container: 'batch-input', name: 'doubling/missed.csv' },
      harness.runner,
    );
    expect(late?.id).toBe(started[0]?.id);
    expect((await harness.jobs.list({ limit: 10 })).jobs.map((job) => job.id).sort()).toEqual(
      [told?.id, started[0]?.id].sort(),
    );
  });

  test('starts a job anew for a blob that was uploaded anew', async () => {
    const first = await harness.drop('doubling/t.csv', table);
    await put('doubling/t.csv');
    const { started } = await sweep();
    expect(started).toHaveLength(1);
    expect(started[0]?.id).not.toBe(first?.id);
  });

  test.each([
    ['too young', 'doubling/t.csv', 0],
    ['too old', 'doubling/t.csv', 25 * hourMs],
    ['hidden', 'doubling/_part.csv', hourMs],
    ['in a hidden folder', 'doubling/_weekly/t.csv', hourMs],
  ])('leaves a blob that is %s', async (_what, name, ageMs) => {
    await put(name);
    clock = new Date(Date.now() + ageMs);
    expect(await sweep()).toEqual({ seen: 0, started: [] });
  });

  test('makes a failed job of what cannot be scored, once', async () => {
    await put('nope/t.csv');
    expect((await sweep()).started).toMatchObject([
      { status: 'Failed', error: 'Cannot find model "nope": there is only "doubling"' },
    ]);
    expect((await sweep()).started).toEqual([]);
  });
});

describe('createMessageStarter()', () => {
  const start = (body: unknown, id = 'm1') =>
    createMessageStarter({ ...harness, defaultModel: undefined }).start({ id, body }, harness.runner);

  test('starts one job a message, however often it is delivered', async () => {
    await put('doubling/t.csv');
    const body = { model: 'doubling', input: 'batch-input/doubling/t.csv' };
    const jobs = await Promise.all([start(body), start(body), start(body, 'm2')]);
    expect(jobs.map((job) => job.trigger)).toEqual([
      { kind: 'queue', messageId: 'm1' },
      { kind: 'queue', messageId: 'm1' },
      { kind: 'queue', messageId: 'm2' },
    ]);
    expect(new Set(jobs.map((job) => job.id)).size).toBe(2);
    expect(await harness.ended(jobs[0].id)).toMatchObject({
      status: 'Succeeded',
      records: { succeeded: 2 },
    });
  });

  test.each([
    ['text', '', 'Cannot start a job: it is of type string, expected an object'],
    [{ model: 'doubling' }, 'doubling', 'Cannot start a job: "input" is missing, expected a string'],
    [
      { model: 'nope', input: 'batch-input/nope/t.csv' },
      'nope',
      'Cannot find model "nope": there is only "doubling"',
    ],
    [
      { model: 'doubling', input: 'secrets/t.csv' },
      'doubling',
      'Cannot read the input "secrets/t.csv": it is in container "secrets", expected batch-input',
    ],
  ])('makes a failed job of the message %j', async (body, model, error) => {
    const job = await start(body);
    expect(job).toMatchObject({
      model,
      status: 'Failed',
      error,
      trigger: { kind: 'queue', messageId: 'm1' },
    });
    expect((await start(body)).id).toBe(job.id);
  });

  test('lets a fault of the platform pass, so that the message comes again', async () => {
    await put('doubling/t.csv');
    const idle = { ensureRunning: () => Promise.reject(new Error('the host went away')) };
    const starter = createMessageStarter({ ...harness, defaultModel: 'doubling' });
    const message = { id: 'm1', body: { input: 'batch-input/doubling/t.csv' } };
    await expect(starter.start(message, idle)).rejects.toThrow();
  });

  test('records what was given up, unless its job is there', async () => {
    const starter = createMessageStarter({ ...harness, defaultModel: undefined });
    const error = new ScoringError(
      'Unavailable',
      'Cannot start the job of a message: MaxDeliveryCountExceeded',
    );
    const body = { id: 'mine', model: 'doubling', input: 'batch-input/doubling/t.csv' };
    const job = await starter.giveUp({ id: 'm1', body }, error);
    expect(job).toMatchObject({ id: 'mine', status: 'Failed', error: error.message });
  });
});

describe('createPoisonBlobRecorder()', () => {
  const blob = { container: 'batch-input', name: 'doubling/t.csv' };

  test('makes a failed job of a blob whose job could not be started', async () => {
    const job = await createPoisonBlobRecorder(harness.starter)(blob, '"0x1"');
    expect(job).toMatchObject({
      status: 'Failed',
      error:
        'Cannot start the job of "batch-input/doubling/t.csv": it was tried too often, the log of the function job-from-blob tells why',
    });
  });

  test('leaves a job that was started after all', async () => {
    const job = await harness.drop('doubling/t.csv', table);
    const again = await createPoisonBlobRecorder(harness.starter)(blob, job?.input.etag ?? '');
    expect(again).toMatchObject({ id: job?.id, trigger: { kind: 'blob' } });
    expect(again.status).not.toBe('Failed');
  });
});
