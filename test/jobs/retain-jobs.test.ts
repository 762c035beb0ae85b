import { beforeEach, describe, expect, test } from '@jest/globals';
import { createJobRetention, type RetentionReport } from '../../src/jobs/control/retain-jobs.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const dayMs = 86_400_000;
const trigger = { kind: 'http', requestId: 'r' } as const;
let harness: JobHarness;
let clock: number;
let scored: number;

beforeEach(async () => {
  clock = Date.parse('2026-11-01T10:00:00.000Z');
  scored = 0;
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    now: () => new Date(clock),
    scoreChunk: async (request) => {
      scored++;
      return scoreDoubling(request);
    },
  });
  const lines = 'k1,1\nk2,x\nk3,3\nk4,4\n';
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, `id,a\n${lines}`);
});

async function run(id: string) {
  const body = { id, model: 'doubling', input: 'batch-input/doubling/t.csv' };
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  return harness.ended(id);
}

function retain(days: { jobDays: number | undefined; jobStateDays: number }): Promise<RetentionReport> {
  const now = () => new Date(clock);
  const report = (error: unknown) => {
    throw error;
  };
  const removeJob = harness.control.remove;
  const retainJobs = createJobRetention({ ...harness, ...days, removeJob, now, report });
  return retainJobs(harness.runner, new AbortController().signal);
}

async function countState(): Promise<number> {
  let blobs = 0;
  for await (const { name } of harness.blobs.list('job-state', '')) blobs += name.length > 0 ? 1 : 0;
  return blobs;
}

describe('createJobRetention()', () => {
  test('removes the state of jobs that finished long ago, and keeps their outputs', async () => {
    const old = await run('old');
    clock += 7 * dayMs + 1;
    await run('new');
    const before = await countState();
    expect(await retain({ jobDays: undefined, jobStateDays: 7 })).toEqual({
      jobsRemoved: 0,
      statesRemoved: 1,
    });
    expect(await countState()).toBe(before / 2);
    expect(await harness.output(old, 'predictions')).toContain('k4,8');
    expect(await retain({ jobDays: undefined, jobStateDays: 7 })).toMatchObject({ statesRemoved: 0 });
  });

  test('leaves a job without state to be retried from its beginning', async () => {
    await run('old');
    clock += 8 * dayMs;
    await retain({ jobDays: undefined, jobStateDays: 7 });
    scored = 0;
    await harness.control.retry({ id: 'old' }, harness.runner);
    const job = await harness.ended('old');
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 4, succeeded: 3, failed: 1 } });
    expect(job).not.toHaveProperty('stateRemovedAt');
    expect(scored).toBe(2);
  });

  test('removes jobs with their outputs when that is asked for, and none that runs', async () => {
    const old = await run('old');
    await harness.jobs.createIfAbsent({ ...old, id: 'running', status: 'Running' });
    clock += 30 * dayMs + 1;
    await run('new');
    expect(await retain({ jobDays: 30, jobStateDays: 90 })).toEqual({ jobsRemoved: 1, statesRemoved: 0 });
    expect(await harness.jobs.read('old')).toBeUndefined();
    expect(await harness.output(old, 'predictions')).toBeUndefined();
    const { jobs } = await harness.jobs.list({ limit: 10 });
    expect(jobs.map(({ id }) => id)).toEqual(['new', 'running']);
  });
});
