import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { createAzureBlobStore } from '../../src/storage/azure-blob-store.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { createCosmosJobStore } from '../../src/storage/cosmos-job-store.ts';
import { createCosmosPredictionStore } from '../../src/storage/cosmos-prediction-store.ts';
import { type Row, scorePlainly } from '../e2e/support/churn.ts';
import { type CosmosContainers, startCosmosContainers } from '../storage/support/cosmos-containers.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { parse } from 'csv-parse/sync';

const root = path.join(import.meta.dirname, '../..');
let azurite: Azurite;
let cosmos: CosmosContainers;
let pool: WorkerPool;
let harness: JobHarness;
let table: string;

beforeAll(async () => {
  [azurite, cosmos, table] = await Promise.all([
    startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 }),
    startCosmosContainers(),
    readFile(path.join(root, 'samples/churn/churn.csv'), 'utf8'),
  ]);
  const service = createBlobServiceClient(azurite);
  for (const name of ['batch-input', 'batch-output', 'job-state']) await service.createContainer(name);
  pool = createWorkerPool({ threads: 1 });
  const directory = path.join(root, 'models');
  const repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  harness = createJobHarness({
    blobs: createAzureBlobStore(service),
    jobs: createCosmosJobStore(cosmos.jobs),
    predictions: createCosmosPredictionStore(cosmos.predictions),
    models: repository,
    scoreChunk: createChunkScorer({ repository, pool }),
  });
}, 60_000);
afterAll(() => Promise.all([pool.close(), cosmos.stop(), azurite.stop()]));

describe('a job on real storage, database and model', () => {
  test('gives what onnxruntime itself gives, in order, whatever the chunks', async () => {
    const started = await harness.drop('churn/customers.csv', table);
    const job = await harness.ended(started!.id);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 7043, succeeded: 7043, failed: 0 } });
    const csv = (await harness.output(job, 'predictions'))!;
    const rows = parse<Row>(table, { columns: true });
    const expected = await scorePlainly(rows);
    const got = parse<Row>(csv, { columns: true });
    expect(got.map((row) => [row.row, row.customer_id, row.prediction])).toEqual(
      rows.map((row, index) => [String(index + 1), row.customer_id, expected[index]!.prediction]),
    );
    const far = got.filter(
      (row, index) => Math.abs(Number(row.probability) - expected[index]!.probability) > 1e-6,
    );
    expect(far).toEqual([]);

    const input = 'batch-input/churn/customers.csv';
    const body = {
      id: 'small',
      model: 'churn',
      input,
      settings: { mini_batch_size: 500, max_concurrency: 4 },
    };
    await harness.startFromRequest(
      { body, trigger: { kind: 'http', requestId: 'r' }, model: undefined },
      harness.runner,
    );
    const small = await harness.ended('small');
    expect(small).toMatchObject({ status: 'Succeeded', chunks: { total: 15, done: 15 } });
    expect(await harness.output(small, 'predictions')).toBe(csv);
  }, 60_000);

  test('leaves the latest prediction of each record in the database', async () => {
    const { resources } = await cosmos.predictions.items.query('SELECT VALUE COUNT(1) FROM c').fetchAll();
    expect(resources).toEqual([7043]);
    expect(await harness.predictions.read('churn', 'C00002')).toMatchObject({ job: 'small', row: 2 });
  });

  test('changes nothing when each of its activities runs again', async () => {
    const before = await harness.jobs.read('small');
    await harness.jobs.update('small', (job) => ({ ...job, status: 'Running' }));
    await harness.activities['score-chunk']!({ job: 'small', attempt: 1, chunk: 3 });
    await harness.activities['finish-job']!({ job: 'small', attempt: 1 });
    const after = await harness.jobs.read('small');
    expect({ ...after, finishedAt: '', recordsPerSecond: 0 }).toEqual({
      ...before,
      finishedAt: '',
      recordsPerSecond: 0,
    });
  });

  test('gives the same bytes and documents when activities run twice and their replies are lost', async () => {
    const text = table.split('\n').slice(0, 201).join('\n') + '\n';
    const input = { container: 'batch-input', name: 'churn/chaos.csv' };
    await harness.blobs.write(input, text);
    const run = async (id: string, given: JobHarness) => {
      const settings = { mini_batch_size: 20, max_concurrency: 4 };
      const body = { id, model: 'churn', input: 'batch-input/churn/chaos.csv', settings };
      await given.startFromRequest(
        { body, trigger: { kind: 'http', requestId: 'r' }, model: undefined },
        given.runner,
      );
      const job = await given.ended(id);
      expect(job).toMatchObject({ status: 'Succeeded', records: { total: 200, succeeded: 200 } });
      return given.output(job, 'predictions');
    };
    const disturbed = createJobHarness({
      ...harness,
      disturb: (activity) => {
        let calls = 0;
        return async (given) => {
          const [outcome] = await Promise.all([activity(given), activity(given)]);
          if (calls++ % 3 === 0) throw new Error('the reply was lost');
          return outcome;
        };
      },
    });
    expect(await run('chaos', disturbed)).toBe(await run('calm', harness));
    const query = 'SELECT VALUE COUNT(1) FROM c';
    const { resources } = await cosmos.predictions.items.query(query).fetchAll();
    expect(resources).toEqual([7043]);
    expect(await harness.predictions.read('churn', 'C00200')).toMatchObject({ job: 'calm', row: 200 });
  }, 60_000);

  test('is deleted with its outputs', async () => {
    const job = (await harness.jobs.read('small'))!;
    await harness.control.remove('small', harness.runner);
    expect(await harness.output(job, 'predictions')).toBeUndefined();
    expect(await harness.jobs.read('small')).toBeUndefined();
  });

  test('scores a table whose lines end in carriage returns as any other', async () => {
    const lines = table.split('\n').slice(0, 8);
    const answers = [lines.join('\r'), lines.join('\n')].map(async (text, index) => {
      const started = await harness.drop(`churn/newline-${index}.csv`, text);
      const job = await harness.ended(started!.id);
      expect(job).toMatchObject({ status: 'Succeeded', records: { total: 7, succeeded: 7, failed: 0 } });
      return harness.output(job, 'predictions');
    });
    const [returns, feeds] = await Promise.all(answers);
    expect(returns).toBe(feeds);
  });
});
