import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import type { BatchOutcome } from '../../src/scoring/plan/run-batch.ts';
import type { WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { createWorkbench, toSlowGraph, type Workbench } from './written-model.ts';

let bench: Workbench;
let model: Model;
const workers: Worker[] = [];
const onWorker = (message: unknown) => workers.push((message as { worker: Worker }).worker);

beforeAll(async () => {
  subscribe('worker_threads', onWorker);
  bench = await createWorkbench({ threads: 1, maxQueued: 1 });
  await bench.write('slow', toSlowGraph(512, 40), { outputs: [{ output: 'y', column: 'y', index: 0 }] });
  model = await (await bench.load()).resolve('slow');
  await bench.pool.run('measure', { plan: model.plan });
});
afterAll(async () => {
  unsubscribe('worker_threads', onWorker);
  await bench.close();
});

/** 100,000 records take minutes: longer than a test may. */
function score(pool: WorkerPool, count: number, signal?: AbortSignal) {
  const items = Array.from({ length: count }, () => ({ x: 1 }));
  const records = parseJsonRecords(items, { model: 'slow', columns: model.columns, maxRecords: count });
  const known = { planId: 'slow/1', plan: model.plan };
  return pool.run('run', { ...known, batch: records, batchSize: 64 }, { signal });
}

const countRows = (outcome: BatchOutcome | null) => outcome?.outputs.get('y')?.dims[0] ?? 0;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps a worker busy with nothing but parsing: every record is faulty. */
function parseFaulty(pool: WorkerPool) {
  const bytes = new TextEncoder().encode('a\n'.repeat(2_000_000));
  const format = { kind: 'csv', delimiter: ',', header: ['x'] } as const;
  const chunk = { format, include: 'key', bytes, firstRow: 1, firstOffset: 2 } as const;
  return pool.run('chunk', { plan: model.plan, chunk });
}

describe('createWorkerPool()', () => {
  test('ends the wait for a task that takes too long, stops the task, and goes on', async () => {
    await expect(score(bench.pool, 100_000, AbortSignal.timeout(100))).rejects.toMatchObject({
      code: 'Timeout',
      message: 'Cannot score the records: it took longer than allowed',
    });
    expect(countRows(await score(bench.pool, 1))).toBe(1);
  });

  test('runs nothing that is stopped before it begins', async () => {
    await expect(score(bench.pool, 1, AbortSignal.abort())).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot score the records: it was stopped',
    });
  });

  test('fails the task of a worker that ends, as one that may be tried again, and goes on with another', async () => {
    const before = workers.length;
    const running = parseFaulty(bench.pool);
    await Promise.all([
      expect(running).rejects.toMatchObject({
        code: 'Unavailable',
        retryable: true,
        message: 'Cannot score the records: the worker that scored them ended',
      }),
      sleep(50).then(() => workers.at(-1)!.terminate()),
    ]);
    expect(countRows(await score(bench.pool, 1))).toBe(1);
    expect(workers).toHaveLength(before + 1);
  });

  test('refuses a task when too many wait', async () => {
    const first = score(bench.pool, 500);
    const second = score(bench.pool, 1);
    await expect(score(bench.pool, 1)).rejects.toMatchObject({
      code: 'TooManyRequests',
      message: 'Cannot score the records: 1 requests wait already, the limit is 1',
    });
    expect(countRows(await first) + countRows(await second)).toBe(501);
  });

  test('stops what runs when it is closed', async () => {
    const other = await createWorkbench();
    await score(other.pool, 1);
    const running = score(other.pool, 100_000);
    const closed = sleep(200).then(() => other.close());
    await expect(running).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot score the records: it was stopped',
    });
    await closed;
    await expect(score(other.pool, 1)).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot score the records: the app is stopping',
    });
  });
});
