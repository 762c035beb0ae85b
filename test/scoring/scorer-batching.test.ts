import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import type { ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer, type Scorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, pairGraph, toSlowGraph, type Workbench } from './written-model.ts';

/** y = x - the sum of all x of the run: what a record gets depends on the others. */
const mixingGraph: OnnxGraph = {
  name: 'mixing',
  nodes: [
    { operator: 'Sum', inputs: ['x', 'x'], outputs: ['twice'] },
    { operator: 'MatMul', inputs: ['ones', 'twice'], outputs: ['sums'] },
    { operator: 'Sub', inputs: ['x', 'sums'], outputs: ['y'] },
    { operator: 'Shape', inputs: ['x'], outputs: ['shape'] },
    { operator: 'Gather', inputs: ['shape', 'order'], outputs: ['turned'] },
    { operator: 'ConstantOfShape', inputs: ['turned'], outputs: ['zeros'] },
    { operator: 'Exp', inputs: ['zeros'], outputs: ['ones'] },
  ],
  constants: [{ name: 'order', type: 'int64', dims: [2], values: [1, 0] }],
  inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
  outputs: [{ name: 'y', type: 'float', dims: ['N', 1] }],
};
/** Takes one record a run. */
const singleGraph: OnnxGraph = {
  name: 'single',
  nodes: [{ operator: 'Neg', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', type: 'float', dims: [1, 1] }],
  outputs: [{ name: 'y', type: 'float', dims: [1, 1] }],
};
const outputs = [{ output: 'y', column: 'y' }];

let bench: Workbench;
let repository: ModelRepository;
let inline: Scorer;
let inWorker: Scorer;
const workers: Worker[] = [];
const onWorker = (message: unknown) => workers.push((message as { worker: Worker }).worker);

beforeAll(async () => {
  subscribe('worker_threads', onWorker);
  bench = await createWorkbench({ threads: 2 });
  await bench.write('pair', pairGraph, { outputs });
  await bench.write('off', pairGraph, { outputs, batching: { enabled: false } });
  await bench.write('set', pairGraph, { outputs, batching: { maxBatchRecords: 3, maxWaitMs: 5 } });
  await bench.write('mixing', mixingGraph, { outputs });
  await bench.write('single', singleGraph, { outputs });
  await bench.write('slow', toSlowGraph(512, 4000), { outputs: [{ output: 'y', column: 'y', index: 0 }] });
  repository = await bench.load();
  inline = createScorer({ pool: bench.pool, inlineBelowMs: Infinity });
  inWorker = createScorer({ pool: bench.pool, inlineBelowMs: 0, maxQueuedRecords: 4 });
});
afterAll(async () => {
  unsubscribe('worker_threads', onWorker);
  await bench.close();
});

const toRecords = (model: Model, values: readonly number[]) =>
  parseJsonRecords(
    values.map((x) => ({ x })),
    { model: model.name, columns: model.columns, maxRecords: 1000 },
  );

async function scoreAll(scorer: Scorer, name: string, requests: readonly (readonly number[])[]) {
  const model = await repository.resolve(name);
  const scored = await Promise.all(
    requests.map((values) =>
      scorer.score(model, toRecords(model, values), { signal: AbortSignal.timeout(20_000) }),
    ),
  );
  return scored.map(({ outputs: found, timings }) => ({
    y: Array.from(found.get('y')!.values as Float32Array),
    batchRecords: timings.batchRecords,
  }));
}

describe('createScorer() with requests that come together', () => {
  const ways: [string, () => Scorer][] = [
    ['inline', () => inline],
    ['in a worker', () => inWorker],
  ];

  test.each(ways)('runs them together, %s', async (_way, scorer) => {
    await scorer().prepare(await repository.resolve('pair'));
    expect(await scoreAll(scorer(), 'pair', [[1], [2, 3]])).toEqual([
      { y: [-1], batchRecords: 3 },
      { y: [-2, -3], batchRecords: 3 },
    ]);
  });

  test.each(ways)('runs none together of a graph that mixes records, %s', async (_way, scorer) => {
    const model = await repository.resolve('mixing');
    expect((await scorer().wayOf(model)).batching).toEqual({
      enabled: false,
      reason: 'the graph mixes records: output "y" of record 1 is another among others than alone',
    });
    expect(await scoreAll(scorer(), 'mixing', [[1], [2, 3]])).toEqual([
      { y: [-1], batchRecords: 1 },
      { y: [-2, -3], batchRecords: 2 },
    ]);
  });

  test('runs none together where the graph takes one record, and where the manifest says so', async () => {
    const batchingOf = async (name: string) => (await inline.wayOf(await repository.resolve(name))).batching;
    expect(await batchingOf('single')).toEqual({
      enabled: false,
      reason: 'the graph has a fixed batch of 1',
    });
    expect(await batchingOf('off')).toEqual({ enabled: false, reason: 'the manifest turns it off' });
    expect(await batchingOf('set')).toEqual({ enabled: true, maxBatchRecords: 3, maxWaitMs: 5 });
    expect(await scoreAll(inline, 'off', [[1], [2]])).toMatchObject([
      { batchRecords: 1 },
      { batchRecords: 1 },
    ]);
    expect(await scoreAll(inline, 'single', [[1, 2], [3]])).toMatchObject([{ y: [-1, -2] }, { y: [-3] }]);
  });

  test('looks for mixing with the records it is given', async () => {
    const mixing = await repository.resolve('mixing');
    const pair = await repository.resolve('pair');
    expect(await inline.checkBatching(mixing, toRecords(mixing, [0, 0]))).toMatchObject({ enabled: true });
    expect(await inline.checkBatching(mixing, toRecords(mixing, [0, 1]))).toMatchObject({ enabled: false });
    expect(await inline.checkBatching(pair, toRecords(pair, [0, 1]))).toMatchObject({ enabled: true });
  });

  test('looks for mixing with made-up records where it is given one alone', async () => {
    const mixing = await repository.resolve('mixing');
    expect(await inline.checkBatching(mixing, toRecords(mixing, [0]))).toMatchObject({ enabled: false });
  });

  test('refuses records when too many wait, and answers the others', async () => {
    const model = await repository.resolve('slow');
    await inWorker.prepare(model);
    const score = (values: readonly number[]) => inWorker.score(model, toRecords(model, values));
    // Each has a worker of its own: had the second come before the first was taken, they would be one run.
    const first = score([1]);
    await delay(5);
    const second = score([2]);
    await delay(5);
    const waiting = score([3, 4, 5]);
    await new Promise(setImmediate);
    expect(inWorker.queuedRecords(model)).toBe(3);
    await expect(score([6, 7])).rejects.toMatchObject({
      code: 'TooManyRequests',
      message: 'Cannot score the records: 3 records wait already, and with 2 more there would be more than 4',
      details: { retryAfterSeconds: 1, queued: 3, maxQueued: 4 },
    });
    const all = inWorker.score(model, toRecords(model, [6, 7]), { outputs: 'all' });
    await expect(all).rejects.toMatchObject({ code: 'TooManyRequests' });
    expect((await Promise.all([first, second, waiting])).length).toBe(3);
  });

  test('answers requests whose worker ends, by another', async () => {
    await inWorker.prepare(await repository.resolve('pair'));
    const ended = workers.find(({ threadId }) => threadId >= 0)!.terminate();
    expect(await scoreAll(inWorker, 'pair', [[1], [2, 3]])).toMatchObject([{ y: [-1] }, { y: [-2, -3] }]);
    await ended;
  });

  test('answers nothing but errors without a run', async () => {
    const model = await repository.resolve('pair');
    const records = parseJsonRecords([{ x: 'a' }], { model: 'pair', columns: model.columns, maxRecords: 10 });
    const scored = await inline.score(model, records);
    expect(scored.outputs.size).toBe(0);
    expect(scored.records.errors).toHaveLength(1);
  });

  test('answers requests of a model that was retired meanwhile', async () => {
    const model = await repository.resolve('pair');
    await inline.prepare(model);
    const retired = inline.retire(model);
    expect(await scoreAll(inline, 'pair', [[1], [2]])).toMatchObject([{ y: [-1] }, { y: [-2] }]);
    await retired;
    expect(await scoreAll(inline, 'pair', [[3]])).toMatchObject([{ y: [-3] }]);
    expect(await scoreAll(inWorker, 'pair', [[4]])).toMatchObject([{ y: [-4] }]);
  });
});
