import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toPredictionJson } from '../../src/scoring/json/format-json.ts';
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import type { ModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer, type Scorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import {
  createWorkbench,
  echoGraph,
  fixedGraph,
  lookupGraph,
  pairGraph,
  sumGraph,
  type Workbench,
} from './written-model.ts';

let bench: Workbench;
let repository: ModelRepository;
let inline: Scorer;
let inWorker: Scorer;

const sumManifest = {
  inputs: [
    { input: 'pair', source: 'columns', columns: ['a', 'b'] },
    { input: 'shift', source: 'constant', value: 100 },
  ],
  outputs: [{ output: 'sums', labels: ['a', 'b'], prefix: 'shifted_' }],
};
const echoes = ['float', 'double', 'int64', 'int32', 'bool', 'string'];
const echoManifest = { key: 'id', outputs: echoes.map((type) => ({ output: `${type}_out`, column: type })) };

beforeAll(async () => {
  bench = await createWorkbench();
  await bench.write('sum', sumGraph, sumManifest);
  await bench.write('echo', echoGraph, echoManifest);
  await bench.write('lookup', lookupGraph, { outputs: [{ output: 'found', column: 'found' }] });
  await bench.write('pair', pairGraph, { outputs: [{ output: 'y', column: 'y' }] });
  await bench.write('fixed', fixedGraph, { outputs: [{ output: 'y', column: 'y' }] });
  repository = await bench.load();
  inline = createScorer({ pool: bench.pool, inlineBelowMs: Infinity });
  inWorker = createScorer({ pool: bench.pool, inlineBelowMs: 0 });
});
afterAll(() => bench.close());

const signal = () => AbortSignal.timeout(10_000);
const parse = (model: Model, records: readonly object[]) =>
  parseJsonRecords(records, {
    model: model.name,
    columns: model.columns,
    key: model.manifest.key,
    maxRecords: 1000,
  });

async function predict(scorer: Scorer, name: string, records: readonly object[]) {
  const model = await repository.resolve(name);
  const scored = await scorer.score(model, parse(model, records), { signal: signal() });
  return toPredictionJson(toPredictions(model.plan, scored));
}

describe('createScorer()', () => {
  const ways: [string, () => Scorer][] = [
    ['inline', () => inline],
    ['in a worker', () => inWorker],
  ];

  test.each(ways)(
    'makes inputs of columns and constants, and predictions of vectors, %s',
    async (_way, scorer) => {
      expect(
        await predict(scorer(), 'sum', [
          { a: 1, b: 2 },
          { b: 4, a: 3 },
        ]),
      ).toEqual([
        { shifted_a: 101, shifted_b: 102 },
        { shifted_a: 103, shifted_b: 104 },
      ]);
    },
  );

  test.each(ways)('carries every type through the model, %s', async (_way, scorer) => {
    const expected = { float: 0.1, double: 0.1, int64: 12, int32: -3, bool: true, string: 'é' };
    const record = { id: 'A', ...expected };
    const other = { ...record, bool: false, string: 'x' };
    expect(await predict(scorer(), 'echo', [record, other])).toEqual([
      expected,
      { ...expected, bool: false, string: 'x' },
    ]);
  });

  test.each(ways)('fills up a fixed batch, %s', async (_way, scorer) => {
    const records = [{ x: 1 }, { x: 2 }, { x: 3 }];
    expect(await predict(scorer(), 'fixed', records)).toEqual([{ y: -1 }, { y: -2 }, { y: -3 }]);
  });

  test.each(ways)('finds the record on which the model fails, %s', async (_way, scorer) => {
    const model = await repository.resolve('lookup');
    const records = parse(model, [{ index: 0 }, { index: 7 }, { index: 2 }, {}]);
    const answer = await scorer().score(model, records, { signal: signal() });
    const scored = answer.records;
    expect(toPredictionJson(toPredictions(model.plan, answer))).toEqual([{ found: 10 }, { found: 30 }]);
    expect(scored.rows).toEqual(Uint32Array.of(1, 3));
    expect(scored.errors.map(({ row, code }) => [row, code])).toEqual([
      [2, 'ScoringFailed'],
      [4, 'MissingValue'],
    ]);
    expect(scored.errors[0]!.message).toContain(
      'Cannot score record 2 of "lookup": the model failed on it: ',
    );
  });

  test.each(ways)('gives what the model gave, by the names of its outputs, %s', async (_way, scorer) => {
    const model = await repository.resolve('echo');
    const record = { float: 0.5, double: 0.1, int64: 12, int32: -3, bool: true, string: 'é' };
    const { outputs, timings } = await scorer().score(model, parse(model, [record, record]));
    expect([...outputs.keys()].sort()).toEqual(echoes.map((type) => `${type}_out`).sort());
    expect(outputs.get('int64_out')).toMatchObject({ dims: [2], values: BigInt64Array.of(12n, 12n) });
    expect(outputs.get('string_out')).toMatchObject({ dims: [2], values: ['é', 'é'] });
    expect(timings).toEqual({
      queueMs: expect.any(Number),
      inferMs: expect.any(Number),
      batchRecords: 2,
      way: (await scorer().wayOf(model)).way,
    });
  });

  test('gives outputs that no prediction is made of when all are asked for', async () => {
    const model = await repository.resolve('pair');
    const records = parse(model, [{ x: 1 }, { x: 2 }]);
    const some = await inWorker.score(model, records);
    const all = await inWorker.score(model, records, { outputs: 'all' });
    expect([...some.outputs.keys()]).toEqual(['y']);
    expect(all.outputs.get('z')).toMatchObject({ dims: [2, 1], values: Float32Array.of(1, 4) });
  });

  test('says how each model is scored, with the figures', async () => {
    const model = await repository.resolve('sum');
    expect(await inline.wayOf(model)).toMatchObject({ way: 'inline', singleRunMs: expect.any(Number) });
    expect(await inWorker.wayOf(model)).toMatchObject({ way: 'worker', batchSize: expect.any(Number) });
  });
});
