import { describe, expect, test } from '@jest/globals';
import type { OrchestrationContext } from 'durable-functions';
import type { Step } from '../../src/functions/orchestration-steps.ts';
import { scoreJob } from '../../src/functions/score-job.ts';
import { scoreLane } from '../../src/functions/score-lane.ts';
import { diagnoseJob, toWatch } from '../../src/jobs/control/diagnose-job.ts';
import { aJob } from './contracts/job-store.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type HarnessOptions, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const numbers = Array.from({ length: 30 }, (_, index) => index);
const table = `id,a\n${numbers.map((n) => `k${n},${n}\n`).join('')}`;
const expected = `row,id,double\n${numbers.map((n) => `${n + 1},k${n},${2 * n}\n`).join('')}`;
const signal = new AbortController().signal;
const clock = { ms: Date.parse('2026-11-22T10:00:00.000Z') };

interface Counted {
  readonly harness: JobHarness;
  /** First rows of the chunks that were scored, in the order in which they came. */
  readonly scored: number[];
}

function open(options: Partial<HarnessOptions> = {}): Counted {
  const scored: number[] = [];
  const harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    now: () => new Date(clock.ms),
    scoreChunk: async (request) => {
      scored.push(request.firstRow);
      return scoreDoubling(request);
    },
    ...options,
  });
  return { harness, scored };
}

async function start(harness: JobHarness, runner = harness.runner): Promise<void> {
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
  const body = {
    id: 'j',
    model: 'doubling',
    input: 'batch-input/doubling/t.csv',
    settings: { max_concurrency: 2 },
  };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  await harness.startFromRequest({ body, trigger, model: undefined }, runner);
}

async function expectWhole({ harness, scored }: Counted): Promise<void> {
  const job = await harness.ended('j');
  expect(job).toMatchObject({ status: 'Succeeded', records: { total: 30, succeeded: 30, failed: 0 } });
  expect(await harness.output(job, 'predictions')).toBe(expected);
  expect(scored.toSorted((a, b) => a - b)).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
}

/** An orchestration that the platform fails at its n-th step, the first time. */
function failingAt(
  step: number,
  message: string,
  orchestration: (context: OrchestrationContext) => Step<unknown>,
) {
  let failed = false;
  return function* (context: OrchestrationContext): Step<unknown> {
    const generator = orchestration(context);
    let next = generator.next();
    for (let taken = 1; next.done !== true; taken++) {
      const answer: unknown = yield next.value;
      if (taken === step && !failed) {
        failed = true;
        throw new Error(message);
      }
      next = generator.next(answer);
    }
    return next.value;
  };
}

describe('the watchdog', () => {
  test('leaves a job alone that runs', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const counted = open({
      disturb: (activity, name) => async (input) => {
        if (name === 'finish-job') await released;
        return activity(input);
      },
    });
    await start(counted.harness);
    expect(await counted.harness.watch(counted.harness.runner, signal)).toEqual([]);
    release();
    await expectWhole(counted);
    expect(await counted.harness.watch(counted.harness.runner, signal)).toEqual([]);
  });

  test('resumes a job whose orchestration failed by non-determinism, scoring no chunk again', async () => {
    const reason = "Non-Deterministic workflow detected: TaskScheduledEvent: 5 TaskScheduled 'score-lane'";
    const counted = open({ orchestrations: { 'score-job': failingAt(2, reason, scoreJob) } });
    await start(counted.harness);
    await counted.harness.ended('j');
    const deeds = await counted.harness.watch(counted.harness.runner, signal);
    expect(deeds).toEqual([{ job: 'j', action: 'resume', reason: `its orchestration failed: ${reason}` }]);
    await expectWhole(counted);
    expect(await counted.harness.jobs.read('j')).toMatchObject({ attempt: 2 });
  });

  test('resumes a job whose lanes found no worker', async () => {
    const reason = 'Did not find any initialized language workers';
    const counted = open({ orchestrations: { 'score-lane': failingAt(3, reason, scoreLane) } });
    await start(counted.harness);
    await counted.harness.ended('j');
    const deeds = await counted.harness.watch(counted.harness.runner, signal);
    expect(deeds).toEqual([{ job: 'j', action: 'resume', reason: `its orchestration failed: ${reason}` }]);
    await expectWhole(counted);
  });

  test('resumes a job whose chunks found no worker, since that is no fault of theirs', async () => {
    let lost = 0;
    const counted = open({
      disturb: (activity, name) => async (input) => {
        const { chunk } = input as { chunk?: number };
        if (name === 'score-chunk' && chunk === 1 && lost++ < 4) throw new Error('node exited with code 137');
        return activity(input);
      },
    });
    await start(counted.harness);
    await counted.harness.ended('j');
    expect(await counted.harness.watch(counted.harness.runner, signal)).toMatchObject([{ action: 'resume' }]);
    await expectWhole(counted);
  });

  test('resumes a job that stands still since its host was killed; what the old attempt still does is void', async () => {
    let wake: () => void = () => undefined;
    const killed = new Promise<void>((resolve) => (wake = resolve));
    const counted = open({
      standstillMs: 60_000,
      disturb: (activity, name) => async (input) => {
        const { chunk, attempt } = input as { chunk?: number; attempt: number };
        if (name === 'score-chunk' && attempt === 1 && chunk! >= 5) await killed;
        return activity(input);
      },
    });
    const { harness } = counted;
    await start(harness);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await harness.watch(harness.runner, signal)).toEqual([]);
    clock.ms += 60_000;
    expect(await harness.watch(harness.runner, signal)).toEqual([]);
    clock.ms += 1;
    expect(await harness.watch(harness.runner, signal)).toEqual([
      { job: 'j', action: 'resume', reason: 'it stood still for 60 s' },
    ]);
    wake();
    await harness.runner.settled('j', 1);
    await expectWhole(counted);
  });

  test('resumes a job whose orchestration is gone', async () => {
    const counted = open({
      disturb: (activity, name) => async (input) => {
        const { chunk, attempt } = input as { chunk?: number; attempt: number };
        return name === 'score-chunk' && attempt === 1 && chunk! >= 5
          ? new Promise<never>(() => undefined)
          : activity(input);
      },
    });
    await start(counted.harness);
    await new Promise((resolve) => setTimeout(resolve, 50));
    counted.harness.runner.forget('j', 1);
    expect(await counted.harness.watch(counted.harness.runner, signal)).toEqual([
      { job: 'j', action: 'resume', reason: 'its orchestration is gone' },
    ]);
    await expectWhole(counted);
  });

  test('starts a job whose start was lost between its record and its orchestration', async () => {
    const counted = open();
    const { runner } = counted.harness;
    const lost = { ensureRunning: () => Promise.reject(new Error('the host went away')) };
    await expect(start(counted.harness, { ...runner, ...lost })).rejects.toThrow('the host went away');
    expect(await counted.harness.watch(runner, signal)).toEqual([{ job: 'j', action: 'start' }]);
    await expectWhole(counted);
    expect(await counted.harness.jobs.read('j')).toMatchObject({ attempt: 1 });
  });

  test('resumes a job whose end could not be written', async () => {
    let failures = 0;
    const counted = open({
      disturb: (activity, name) => async (input) => {
        if (name === 'finish-job' && failures++ < 66) throw new Error('Cannot commit: no storage');
        return activity(input);
      },
    });
    await start(counted.harness);
    await counted.harness.ended('j');
    expect(await counted.harness.watch(counted.harness.runner, signal)).toMatchObject([
      { action: 'resume', reason: expect.stringContaining('Cannot commit: no storage') },
    ]);
    await expectWhole(counted);
  });

  test('ends a job that was to fail when its orchestration did', async () => {
    const counted = open({
      scoreChunk: () => Promise.reject(new Error('broken')),
      orchestrations: { 'score-job': failingAt(2, 'gone', scoreJob) },
    });
    await start(counted.harness);
    await counted.harness.ended('j');
    expect(await counted.harness.watch(counted.harness.runner, signal)).toEqual([
      { job: 'j', action: 'finish' },
    ]);
    expect(await counted.harness.ended('j')).toMatchObject({
      status: 'Failed',
      error: 'Cannot answer: an unexpected error occurred',
    });
  });

  test('fails a job with the reason when the platform fails it for the fourth time', async () => {
    const { harness } = open({
      orchestrations: {
        'score-job': () => {
          throw new Error('Non-Deterministic workflow detected');
        },
      },
    });
    await start(harness);
    const actions: string[] = [];
    for (let look = 1; look <= 4; look++) {
      await harness.ended('j');
      actions.push(...(await harness.watch(harness.runner, signal)).map(({ action }) => action));
    }
    expect(actions).toEqual(['resume', 'resume', 'resume', 'fail']);
    expect(await harness.ended('j')).toMatchObject({
      status: 'Failed',
      attempt: 4,
      error:
        'Cannot finish the job: the platform failed it 4 times, at last its orchestration failed: Non-Deterministic workflow detected',
    });
    expect(await harness.watch(harness.runner, signal)).toEqual([]);
  });
});

describe('diagnoseJob()', () => {
  const now = new Date('2026-11-22T10:10:00.000Z');
  const watch = { resumes: 0, seen: '', since: '2026-11-22T10:00:00.000Z' };
  const signs = { job: aJob('j', { status: 'Running' }), watch, now, standstillMs: 600_000 };

  test.each([
    ['Running', { state: 'running' }, { action: 'leave' }],
    ['Queued', { state: 'running' }, { action: 'leave' }],
    ['Queued', undefined, { action: 'start' }],
    ['Queued', { state: 'ended' }, { action: 'start' }],
    ['Planning', undefined, { action: 'resume', reason: 'its orchestration is gone' }],
    ['Running', { state: 'ended' }, { action: 'resume', reason: 'its orchestration ended before it' }],
    [
      'Finishing',
      { state: 'failed', reason: 'oh' },
      { action: 'resume', reason: 'its orchestration failed: oh' },
    ],
  ] as const)('of a job that is %s with a run %j is %j', (status, run, diagnosis) => {
    expect(diagnoseJob({ ...signs, job: aJob('j', { status }), run })).toEqual(diagnosis);
  });
});

describe('toWatch()', () => {
  test('keeps the time since which nothing has changed', () => {
    const job = aJob('j', { status: 'Running' });
    const first = toWatch(job, 3, new Date('2026-11-22T10:00:00.000Z'));
    expect(first).toEqual({
      resumes: 0,
      seen: 'attempt 1, Running, 3 chunks',
      since: '2026-11-22T10:00:00.000Z',
    });
    const later = new Date('2026-11-22T10:01:00.000Z');
    expect(toWatch({ ...job, watch: first }, 3, later)).toEqual(first);
    expect(toWatch({ ...job, watch: first }, 4, later)).toMatchObject({ since: later.toISOString() });
  });
});
