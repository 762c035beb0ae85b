import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createMicroBatcher, type MicroBatcherOptions } from '../../src/scoring/batching/micro-batcher.ts';
import type { Batch, TimedOutcome } from '../../src/scoring/plan/run-batch.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';

const toBatch = (...values: number[]): Batch => ({
  count: values.length,
  columns: [{ type: 'float32', values: Float32Array.from(values) }],
});
const toValues = ({ columns }: Batch) => Array.from(columns[0]!.values as Float32Array);

/** What a model would give that negates: a negative number is one on which it fails. */
function negate(batch: Batch): TimedOutcome {
  const values = toValues(batch);
  const good = values.filter((value) => value >= 0);
  const failures = values.flatMap((value, index) => (value < 0 ? [{ index, reason: `${value}` }] : []));
  const y = {
    name: 'y',
    type: 'float32',
    dims: [good.length, 1],
    values: Float32Array.from(good, (v) => -v),
  } as const;
  return { outputs: new Map([['y', y]]), failures, inferMs: 1 };
}

/** A model whose runs end when the test says so. */
function createModel() {
  const runs: {
    readonly values: number[];
    readonly signal: AbortSignal;
    readonly end: () => void;
    readonly fail: (error: unknown) => void;
  }[] = [];
  const run: MicroBatcherOptions['run'] = (batch, signal) =>
    new Promise((resolve, reject) => {
      runs.push({ values: toValues(batch), signal, end: () => resolve(negate(batch)), fail: reject });
    });
  return { runs, run };
}

const options = { maxRunning: 1, maxBatchRecords: 8, maxWaitMs: 0, maxQueuedRecords: 100 };
const toAnswer = (values: readonly number[]) => Float32Array.from(values, (value) => -value);
const shown = (outcome: Pick<TimedOutcome, 'outputs'>) => outcome.outputs.get('y')?.values;

describe('createMicroBatcher()', () => {
  test('runs requests of one turn of the event loop together, and gives each its own', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const answers = Promise.all([
      batcher.enqueue(toBatch(1)),
      batcher.enqueue(toBatch(2, 3)),
      batcher.enqueue(toBatch(4)),
    ]);
    await nextTurn();
    expect(runs.map(({ values }) => values)).toEqual([[1, 2, 3, 4]]);
    runs[0]!.end();
    expect((await answers).map(shown)).toEqual([toAnswer([1]), toAnswer([2, 3]), toAnswer([4])]);
    expect(await answers).toMatchObject([
      { batchRecords: 4, inferMs: 1 },
      { batchRecords: 4 },
      { batchRecords: 4 },
    ]);
  });

  test('gathers while a run is on, counting records and not requests', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run, maxBatchRecords: 3 });
    const first = batcher.enqueue(toBatch(1));
    await nextTurn();
    const others = [toBatch(2, 3), toBatch(4), toBatch(5)].map((batch) => batcher.enqueue(batch));
    await nextTurn();
    expect(runs).toHaveLength(1);
    expect(batcher.queuedRecords()).toBe(4);
    runs[0]!.end();
    await first;
    await nextTurn();
    await nextTurn();
    runs[1]!.end();
    await nextTurn();
    await nextTurn();
    runs[2]!.end();
    await Promise.all(others);
    expect(runs.map(({ values }) => values)).toEqual([[1], [2, 3, 4], [5]]);
    expect(batcher.isIdle()).toBe(true);
  });

  test('has as many runs at once as it may', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run, maxRunning: 2 });
    const answers: Promise<unknown>[] = [];
    for (const value of [1, 2, 3, 4]) {
      answers.push(batcher.enqueue(toBatch(value)));
      await nextTurn();
    }
    expect(runs.map(({ values }) => values)).toEqual([[1], [2]]);
    runs[1]!.end();
    await nextTurn();
    await nextTurn();
    expect(runs[2]!.values).toEqual([3, 4]);
    runs[0]!.end();
    runs[2]!.end();
    await Promise.all(answers);
  });

  test('gives each request the failures among its own records', async () => {
    const batcher = createMicroBatcher({ ...options, run: (batch) => Promise.resolve(negate(batch)) });
    const answers = await Promise.all(
      [toBatch(1, -2), toBatch(-3), toBatch(4, -5, 6)].map((batch) => batcher.enqueue(batch)),
    );
    expect(answers.map(shown)).toEqual([toAnswer([1]), toAnswer([]), toAnswer([4, 6])]);
    expect(answers.map(({ failures }) => failures)).toEqual([
      [{ index: 1, reason: '-2' }],
      [{ index: 0, reason: '-3' }],
      [{ index: 1, reason: '-5' }],
    ]);
  });

  test('splits whatever it has merged', async () => {
    const requests = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 10 }), async (values, maxBatchRecords) => {
        const run = (batch: Batch) => Promise.resolve(negate(batch));
        const batcher = createMicroBatcher({ ...options, run, maxBatchRecords });
        const answers = await Promise.all(values.map((own) => batcher.enqueue(toBatch(...own))));
        for (const [k, { outputs, failures }] of answers.entries()) {
          const alone = negate(toBatch(...values[k]!));
          expect({ outputs, failures }).toEqual({ outputs: alone.outputs, failures: alone.failures });
        }
      }),
      { numRuns: 100 },
    );
  });

  test('runs requests alone when their run fails, so that one harms no other', async () => {
    const run = (batch: Batch) =>
      toValues(batch).includes(13)
        ? Promise.reject(new ScoringError('Unavailable', 'The worker ended'))
        : Promise.resolve(negate(batch));
    const batcher = createMicroBatcher({ ...options, run });
    const answers = await Promise.allSettled([1, 13, 2].map((value) => batcher.enqueue(toBatch(value))));
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: { batchRecords: 1 } },
      { status: 'rejected', reason: { message: 'The worker ended' } },
      { status: 'fulfilled', value: { batchRecords: 1 } },
    ]);
  });

  test('tries a request once more whose worker ended', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const answer = batcher.enqueue(toBatch(1));
    await nextTurn();
    runs[0]!.fail(new ScoringError('Unavailable', 'The worker ended'));
    await nextTurn();
    runs[1]!.end();
    expect(shown(await answer)).toEqual(toAnswer([1]));
  });

  test('does not try again what is refused for all', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const answers = Promise.allSettled([batcher.enqueue(toBatch(1)), batcher.enqueue(toBatch(2))]);
    await nextTurn();
    runs[0]!.fail(new ScoringError('InvalidModel', 'It cannot be loaded'));
    expect(await answers).toMatchObject([
      { reason: { code: 'InvalidModel' } },
      { reason: { code: 'InvalidModel' } },
    ]);
    expect(runs).toHaveLength(1);
  });

  test('lets a request go whose time is over, in the queue and during its run', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const limits = [new AbortController(), new AbortController()];
    const timedOut = new DOMException('Over', 'TimeoutError');
    const first = batcher.enqueue(toBatch(1), limits[0]!.signal);
    await nextTurn();
    const second = batcher.enqueue(toBatch(2), limits[1]!.signal);
    const third = batcher.enqueue(toBatch(3));
    for (const limit of limits) limit.abort(timedOut);
    const late = { code: 'Timeout', message: 'Cannot score the records: it took longer than allowed' };
    await expect(first).rejects.toMatchObject(late);
    await expect(second).rejects.toMatchObject(late);
    expect(runs[0]!.signal.aborted).toBe(true);
    expect(batcher.queuedRecords()).toBe(1);
    runs[0]!.end();
    await nextTurn();
    await nextTurn();
    expect(runs[1]!.values).toEqual([3]);
    runs[1]!.end();
    expect(shown(await third)).toEqual(toAnswer([3]));
  });

  test('runs nothing for a request whose time is over already', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const over = AbortSignal.abort(new DOMException('Over', 'TimeoutError'));
    await expect(batcher.enqueue(toBatch(1), over)).rejects.toMatchObject({ code: 'Timeout' });
    await nextTurn();
    expect(runs).toEqual([]);
    expect(batcher.queuedRecords()).toBe(0);
  });

  test('goes on with a run that somebody still waits for', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run });
    const limit = new AbortController();
    const gone = batcher.enqueue(toBatch(1), limit.signal);
    const stays = batcher.enqueue(toBatch(2));
    await nextTurn();
    limit.abort();
    await expect(gone).rejects.toMatchObject({ message: 'Cannot score the records: it was stopped' });
    expect(runs[0]!.signal.aborted).toBe(false);
    runs[0]!.end();
    expect(shown(await stays)).toEqual(toAnswer([2]));
  });

  test('refuses records when too many wait, and says when to come again', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({ ...options, run, maxQueuedRecords: 3 });
    const answers = [batcher.enqueue(toBatch(1))];
    await nextTurn();
    answers.push(batcher.enqueue(toBatch(2, 3)));
    await expect(batcher.enqueue(toBatch(4, 5))).rejects.toMatchObject({
      code: 'TooManyRequests',
      message: 'Cannot score the records: 2 records wait already, and with 2 more there would be more than 3',
      details: { retryAfterSeconds: 1, queued: 2, maxQueued: 3 },
    });
    answers.push(batcher.enqueue(toBatch(6)));
    runs[0]!.end();
    await nextTurn();
    await nextTurn();
    runs[1]!.end();
    await Promise.all(answers);
    expect(runs[1]!.values).toEqual([2, 3, 6]);
  });

  test('takes a request that is larger than the queue when nobody waits', async () => {
    const run = (batch: Batch) => Promise.resolve(negate(batch));
    const batcher = createMicroBatcher({ ...options, run, maxQueuedRecords: 3, maxBatchRecords: 2 });
    expect(shown(await batcher.enqueue(toBatch(1, 2, 3, 4)))).toEqual(toAnswer([1, 2, 3, 4]));
  });

  test('waits for others where there is traffic, until a run is full', async () => {
    const { runs, run } = createModel();
    const batcher = createMicroBatcher({
      ...options,
      run,
      maxRunning: 4,
      maxBatchRecords: 3,
      maxWaitMs: 60_000,
    });
    const answers = [batcher.enqueue(toBatch(1))];
    await nextTurn();
    expect(runs.map(({ values }) => values)).toEqual([[1]]);
    answers.push(batcher.enqueue(toBatch(2)));
    await nextTurn();
    await nextTurn();
    expect(runs).toHaveLength(1);
    answers.push(batcher.enqueue(toBatch(3, 4)));
    await nextTurn();
    await nextTurn();
    expect(runs.map(({ values }) => values)).toEqual([[1], [2, 3, 4]]);
    for (const { end } of runs) end();
    await Promise.all(answers);
  });

  test('waits no longer than it may', async () => {
    const run = (batch: Batch) => Promise.resolve(negate(batch));
    const batcher = createMicroBatcher({ ...options, run, maxWaitMs: 20 });
    const [first, second] = await Promise.all([1, 2].map((value) => batcher.enqueue(toBatch(value))));
    expect([first!.batchRecords, second!.batchRecords]).toEqual([2, 2]);
    expect(first!.queueMs).toBeGreaterThanOrEqual(15);
  });
});
