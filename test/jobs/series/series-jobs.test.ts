import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from '../../support/fast-check.ts';
import { type ChunkScorer, createChunkScorer } from '../../../src/scoring/chunk-scorer.ts';
import { loadModelRepository } from '../../../src/scoring/repository/model-repository.ts';
import type { ModelRepository } from '../../../src/scoring/repository/model-repository.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';
import { createWorkerPool, type WorkerPool } from '../../../src/scoring/worker/worker-pool.ts';
import { createJobHarness } from '../support/job-harness.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';
import { createMemoryJobStore } from '../support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../support/memory-prediction-store.ts';

type Row = Readonly<Record<string, string>>;

const root = path.join(import.meta.dirname, '../../..');
const seriesCount = 22;
let pool: WorkerPool;
let repository: ModelRepository;
let scoreChunk: ChunkScorer;
let sales: readonly Row[];
let names: readonly string[];

const nameOf = ({ store = '', brand = '' }: Row) => `${store}/${brand}`;

beforeAll(async () => {
  const all = parse<Row>(await readFile(path.join(root, 'samples/orange-juice/orange-juice.csv')), {
    columns: true,
  });
  names = [...new Set(all.map(nameOf))].slice(0, seriesCount);
  sales = all.filter((row) => names.includes(nameOf(row)));
  pool = createWorkerPool({ threads: 1 });
  const directory = path.join(root, 'models');
  repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  scoreChunk = createChunkScorer({ repository, pool });
}, 60_000);
afterAll(() => pool.close());

async function run(rows: readonly Row[], settings: object, score: ChunkScorer = scoreChunk) {
  const harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: repository,
    scoreChunk: score,
  });
  const table = stringify([...rows], { header: true });
  await harness.blobs.write({ container: 'batch-input', name: 'orange-juice/t.csv' }, table);
  const body = { id: 'j', model: 'orange-juice', input: 'batch-input/orange-juice/t.csv', settings };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  const job = await harness.ended('j');
  return {
    job,
    csv: (await harness.output(job, 'predictions')) ?? '',
    errors: (await harness.output(job, 'errors')) ?? '',
  };
}

describe('a job of series', () => {
  test('gives the same bytes however its table is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...sales], { minLength: Math.floor(sales.length / 2) }),
        fc.integer({ min: 1, max: seriesCount }),
        async (rows, size) => {
          const whole = await run(rows, { mini_batch_size: 1000 });
          const cut = await run(rows, { mini_batch_size: size });
          expect(cut.job.chunks.total).toBe(Math.ceil(whole.job.records.total / size));
          expect([cut.csv, cut.errors]).toEqual([whole.csv, whole.errors]);
        },
      ),
      { numRuns: 8 },
    );
  }, 60_000);

  test('loses only the series that its worker breaks off on', async () => {
    const poisoned = [names[3], names[16]];
    const breakOff: ChunkScorer = (request) => {
      const rows = parse(Buffer.from(request.bytes).toString(), { columns: false });
      const isPoisoned = rows.some(([store = '', brand = '']) => poisoned.includes(`${store}/${brand}`));
      if (!isPoisoned) return scoreChunk(request);
      const cause = new Error('worker exited');
      return Promise.reject(new ScoringError('Unavailable', 'Cannot score the records', { cause }));
    };
    const settings = { mini_batch_size: 10, retry_settings: { max_retries: 1, timeout: 5 } };
    const whole = await run(sales, settings);
    const { job, csv, errors } = await run(sales, settings, breakOff);
    expect(job).toMatchObject({
      status: 'Succeeded',
      records: { total: seriesCount, succeeded: seriesCount - 2, failed: 2 },
    });
    const lines = whole.csv.split('\n').filter((line) => !/^(4|17),/.test(line));
    expect(csv).toBe(lines.join('\n'));
    const told = errors.trim().split('\n');
    expect(told.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { row: 4, message: 'Cannot score record 4 of "orange-juice": the model breaks off on it' },
      { row: 17, message: 'Cannot score record 17 of "orange-juice": the model breaks off on it' },
    ]);
  }, 60_000);
});
