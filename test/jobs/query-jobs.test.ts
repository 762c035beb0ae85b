import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import type { JobQuery } from '../../src/jobs/input/job-query.ts';
import { createScheduleStarter } from '../../src/jobs/start/start-from-schedule.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { createCosmosQuerySource } from '../../src/storage/cosmos-query-source.ts';
import { type Row, scorePlainly } from '../e2e/support/churn.ts';
import { type CosmosContainers, startCosmosContainers } from '../storage/support/cosmos-containers.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const root = path.join(import.meta.dirname, '../..');
const customers = 30;
let cosmos: CosmosContainers;
let pool: WorkerPool;
let harness: JobHarness;
let rows: readonly Row[];

beforeAll(async () => {
  cosmos = await startCosmosContainers();
  const text = await readFile(path.join(root, 'samples/churn/churn.csv'), 'utf8');
  rows = parse<Row>(text, { columns: true, to: customers });
  for (const row of rows) {
    const values = Object.entries(row).map(([name, text]) => [name, toValue(text)]);
    await cosmos.figures.items.create({
      ...Object.fromEntries(values),
      id: row.customer_id,
      series: 'customers',
    });
  }
  pool = createWorkerPool({ threads: 1 });
  const directory = path.join(root, 'models');
  const repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: repository,
    scoreChunk: createChunkScorer({ repository, pool }),
    queryRows: createCosmosQuerySource(cosmos.figures.database),
    queryContainers: ['figures', 'nowhere'],
  });
}, 60_000);
afterAll(() => Promise.all([pool.close(), cosmos.stop()]));

const all: JobQuery = {
  kind: 'cosmos',
  container: 'figures',
  query: 'SELECT * FROM c ORDER BY c.customer_id',
};
/** As a document has it. */
function toValue(text: string): string | number | null {
  if (text === '') return null;
  return Number.isNaN(Number(text)) ? text : Number(text);
}

let requests = 0;
const toRequest = (input: unknown, more: object = {}) => ({
  body: { model: 'churn', input, ...more },
  trigger: { kind: 'http', requestId: `r${++requests}` } as const,
  model: undefined,
});
const run = async (input: unknown) => {
  const { id } = await harness.startFromRequest(toRequest(input), harness.runner);
  return harness.ended(id);
};

describe('a job whose input is a query', () => {
  test('scores each answer once, in the order of the answers, and says what was queried', async () => {
    const job = await run(all);
    expect(job).toMatchObject({
      status: 'Succeeded',
      input: { path: 'cosmos/figures', query: all, bytes: expect.any(Number), etag: expect.any(String) },
      records: { total: customers, succeeded: customers, failed: 0 },
    });
    const sorted = rows.toSorted((a, b) => (a.customer_id! < b.customer_id! ? -1 : 1));
    const expected = await scorePlainly(sorted);
    const got = parse<Row>((await harness.output(job, 'predictions'))!, { columns: true });
    expect(got.map((row) => [row.row, row.customer_id, row.prediction])).toEqual(
      sorted.map((row, k) => [String(k + 1), row.customer_id, expected[k]!.prediction]),
    );
  });

  test('fills in parameters', async () => {
    const query = 'SELECT * FROM c WHERE c.customer_id = @id';
    const job = await run({ ...all, query, parameters: [{ name: '@id', value: rows[4]!.customer_id }] });
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 1, succeeded: 1, failed: 0 } });
  });

  test('starts by schedule', async () => {
    const start = createScheduleStarter(harness.starter);
    const schedule = { model: 'churn', name: 'nightly', cron: '0 0 1 * * *', input: all };
    const { id } = await start(schedule, new Date('2026-01-01T01:00:00Z'), harness.runner);
    expect(await harness.ended(id)).toMatchObject({
      status: 'Succeeded',
      trigger: { kind: 'timer', schedule: 'churn-nightly' },
      records: { total: customers },
    });
  });

  test('is previewed, with nothing left behind', async () => {
    expect(await harness.previewFromRequest(toRequest(all))).toMatchObject({
      records: customers,
      sample: { succeeded: customers },
    });
    const left: string[] = [];
    for await (const { name } of harness.blobs.list('job-state', 'preview-')) left.push(name);
    expect(left).toEqual([]);
  });

  test('is the same job under the same id, unless it asks something else', async () => {
    const first = await harness.startFromRequest(toRequest(all, { id: 'same' }), harness.runner);
    await harness.ended('same');
    const again = await harness.startFromRequest(toRequest(all, { id: 'same' }), harness.runner);
    expect(again.createdAt).toBe(first.createdAt);
    const other = { ...all, query: 'SELECT * FROM c' };
    await expect(harness.startFromRequest(toRequest(other, { id: 'same' }), harness.runner)).rejects.toThrow(
      'Cannot start job "same": it exists, with model "churn" and input "cosmos/figures"',
    );
  });

  test.each([
    [
      'answers nothing',
      { ...all, query: "SELECT * FROM c WHERE c.id = 'none'" },
      'Cannot read the query of container "figures": it answers nothing',
    ],
    [
      'answers no objects',
      { ...all, query: 'SELECT VALUE c.id FROM c ORDER BY c.id' },
      'Cannot read the query of container "figures": answer 1 is "C00001", expected an object',
    ],
    [
      'is of a container that is not there',
      { ...all, container: 'nowhere' },
      'Cannot read the query of container "nowhere": it is not there',
    ],
    [
      'is none that the database understands',
      { ...all, query: 'SELECT FROM FROM' },
      'Cannot read the query of container "figures": the database refuses it',
    ],
  ])('fails when it %s', async (_, input, error) => {
    expect(await run(input)).toMatchObject({ status: 'Failed', error });
  });

  test.each([
    [
      { ...all, container: 'jobs' },
      'Cannot query container "jobs": it is not among those in QUERY_CONTAINERS',
    ],
    [
      { ...all, query: 'DELETE FROM c' },
      'Cannot start a job: "input.query" is wrong, expected a query that begins with SELECT',
    ],
    [{ ...all, database: 'other' }, 'Cannot start a job: "input" is wrong, unrecognized key: "database"'],
  ])('is refused: %j', async (input, message) => {
    await expect(harness.startFromRequest(toRequest(input), harness.runner)).rejects.toThrow(message);
  });
});
