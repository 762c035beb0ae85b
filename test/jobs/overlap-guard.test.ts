import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Job } from '../../src/jobs/job.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

let harness: JobHarness;
let release: () => void;
let clock: number;

/** No chunk ends before it is released. */
beforeEach(async () => {
  const released = new Promise<void>((resolve) => (release = resolve));
  clock = Date.parse('2026-11-22T10:00:00.000Z');
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    now: () => new Date(clock++),
    scoreChunk: async (request) => {
      await released;
      return scoreDoubling(request);
    },
  });
  for (const name of ['a.csv', 'b.csv']) {
    await harness.blobs.write({ container: 'batch-input', name: `doubling/${name}` }, 'id,a\nk,1\n');
  }
});

function post(id: string, on_conflict?: string, name = 'a.csv'): Promise<Job> {
  const settings = on_conflict === undefined ? {} : { on_conflict };
  const body = { id, model: 'doubling', input: `batch-input/doubling/${name}`, settings };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  return harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
}

describe('a job on an input that another job scores', () => {
  test.each([undefined, 'allow'])('runs beside it when its on_conflict is %s', async (rule) => {
    await post('first');
    expect(await post('second', rule)).toMatchObject({ id: 'second', status: 'Queued' });
    release();
    expect(await harness.ended('second')).toMatchObject({ status: 'Succeeded' });
  });

  test('is that job when it joins', async () => {
    await post('first');
    expect(await post('second', 'join')).toMatchObject({ id: 'first' });
    expect(await harness.jobs.read('second')).toBeUndefined();
    expect(harness.started()).toBe(1);
    release();
    await harness.ended('first');
    expect(await post('third', 'join')).toMatchObject({ id: 'third' });
    expect(await harness.ended('third')).toMatchObject({ status: 'Succeeded' });
  });

  test('is refused when it is to be skipped', async () => {
    await post('first');
    await expect(post('second', 'skip')).rejects.toMatchObject({
      code: 'Conflict',
      message: 'Cannot start job "second": job "first" scores the same input',
    });
    expect(await post('other', 'skip', 'b.csv')).toMatchObject({ id: 'other' });
    release();
    await harness.ended('other');
  });

  test('takes its place when it replaces', async () => {
    await post('first');
    await post('second', 'replace');
    release();
    expect(await harness.ended('first')).toMatchObject({ status: 'Canceled' });
    expect(await harness.ended('second')).toMatchObject({ status: 'Succeeded' });
  });

  test('never gives way where the other does: of several at once one runs', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const posted = await Promise.allSettled(ids.map((id) => post(id, 'skip')));
    expect(posted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    release();
    const { jobs } = await harness.jobs.list({ limit: 10 });
    expect(jobs).toHaveLength(1);
    expect(await harness.ended(jobs[0]!.id)).toMatchObject({ status: 'Succeeded' });
  });
});
