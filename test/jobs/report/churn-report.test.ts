import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { jobReportSchema } from '../../../src/openapi/report-schema.ts';
import { createChunkScorer } from '../../../src/scoring/chunk-scorer.ts';
import { loadModelRepository } from '../../../src/scoring/repository/model-repository.ts';
import { createWorkerPool, type WorkerPool } from '../../../src/scoring/worker/worker-pool.ts';
import { createJobHarness, type JobHarness } from '../support/job-harness.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';
import { createMemoryJobStore } from '../support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../support/memory-prediction-store.ts';

const root = path.join(import.meta.dirname, '../../..');
let pool: WorkerPool;
let harness: JobHarness;
let table: string;

beforeAll(async () => {
  table = await readFile(path.join(root, 'samples/churn/churn.csv'), 'utf8');
  pool = createWorkerPool({ threads: 1 });
  const directory = path.join(root, 'models');
  const repository = await loadModelRepository({ directory, inspect: (file) => pool.run('inspect', file) });
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: repository,
    scoreChunk: createChunkScorer({ repository, pool }),
  });
}, 60_000);
afterAll(() => pool.close());

async function report(id: string, text: string, settings: object) {
  const input = `churn/${id}.csv`;
  await harness.blobs.write({ container: 'batch-input', name: input }, text);
  const body = { id, model: 'churn', input: `batch-input/${input}`, settings };
  await harness.startFromRequest(
    { body, trigger: { kind: 'http', requestId: id }, model: undefined },
    harness.runner,
  );
  const job = await harness.ended(id);
  const lines = parse<Record<string, string>>((await harness.output(job, 'predictions'))!, { columns: true });
  return { job, lines, told: jobReportSchema.parse(JSON.parse((await harness.output(job, 'report'))!)) };
}

/** Some values that the model does not take: a contract of another kind, and a tenure that is no number. */
function spoil(text: string): string {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const tenure = header.split(',').indexOf('tenure');
  const spoiled = lines.map((line, index) => {
    const fields = line.split(',');
    return index % 100 === 7 ? fields.with(tenure, 'soon').join(',') : line;
  });
  return [header, ...spoiled, ''].join('\n');
}

describe('the report of a job', () => {
  test('says what its predictions say, told apart by segment', async () => {
    const { job, lines, told } = await report('plain', table, { include: ['contract'] });
    expect(job.outputs?.report).toBe('/jobs/plain/report');
    expect(told).toMatchObject({
      job: 'plain',
      model: 'churn',
      status: 'Succeeded',
      records: { total: 7043, succeeded: 7043, failed: 0 },
      chunks: { total: 8, done: 8, summarized: 8 },
      errors: [],
    });
    const [label, probability] = told.predictions;
    const values = lines.map((line) => Number(line.probability)).sort((a, b) => a - b);
    const yes = lines.filter((line) => line.prediction === 'Yes').length;
    expect(label).toMatchObject({
      name: 'prediction',
      kind: 'category',
      count: 7043,
      classes: [
        { value: 'No', count: 7043 - yes },
        { value: 'Yes', count: yes },
      ],
    });
    expect(probability).toMatchObject({ name: 'probability', kind: 'number', count: 7043, missing: 0 });
    const { quantiles, mean, histogram } = probability as Extract<typeof probability, { kind: 'number' }>;
    const median = values[Math.floor(0.5 * 7042)]!;
    expect(Math.abs(quantiles!.p50! / median - 1)).toBeLessThan(0.011);
    expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 7043, 6);
    expect(histogram!.counts.reduce((sum, count) => sum + count, 0)).toBe(7043);
    const monthly = lines.filter((line) => line.contract === 'Month-to-month');
    const segment = told.segments?.find(({ column }) => column === 'contract')?.values[0];
    expect(segment).toMatchObject({ value: 'Month-to-month', count: monthly.length });
    const monthlyYes = monthly.filter((line) => line.prediction === 'Yes').length;
    expect(segment!.classes.prediction!.Yes).toBeCloseTo(monthlyYes / monthly.length, 5);
    const sum = monthly.reduce((total, line) => total + Number(line.probability), 0);
    expect(segment!.means.probability).toBeCloseTo(sum / monthly.length, 6);
  }, 60_000);

  test('finds no drift in the table that the model was trained on, and drift where values have moved', async () => {
    const { told } = await report('same', table, {});
    expect(told.drift?.status).toBe('stable');
    expect(told.drift?.inputs.map(({ psi }) => psi)).toEqual(new Array(19).fill(0));
    expect(told.drift?.predictions.map(({ psi }) => psi)).toEqual([0, 0]);
    const moved = await report('moved', table.replaceAll('Month-to-month', 'Week-to-week'), {});
    const [first] = moved.told.drift!.inputs;
    expect(moved.told.drift?.status).toBe('significant');
    expect(first).toMatchObject({ column: 'contract', status: 'significant' });
    expect(first?.other).toEqual({ training: 0, job: 0.550192 });
    // By hand: 3,875 of 7,043 leave their bin for that of other values, each of which counts at least 0.0001.
    const share = 3875 / 7043;
    expect(first?.psi).toBeCloseTo(2 * (share - 1e-4) * Math.log(share / 1e-4), 4);
  }, 60_000);

  test('warns of texts that the model does not know, each record once, and again after a retry', async () => {
    const [header = '', ...lines] = table.trimEnd().split('\n');
    const at = (column: string) => header.split(',').indexOf(column);
    const odd = lines.map((line, index) => {
      const fields = line.split(',');
      if (index % 1000 === 5) return fields.with(at('contract'), 'Weekly').join(',');
      if (index === 4000) return fields.with(at('contract'), '').join(',');
      return index === 6000 ? fields.with(at('tenure'), 'soon').join(',') : line;
    });
    const { job, told } = await report('odd', [header, ...odd, ''].join('\n'), { mini_batch_size: 700 });
    // By hand: the records 6, 1006 to 7006.
    const warning = 'In 8 records "contract" has a text that the model does not know, e.g. "Weekly"';
    expect(told.warnings).toEqual([warning]);
    expect(job.warnings).toEqual([warning]);
    const opened = await harness.control.retry({ id: 'odd' }, harness.runner);
    expect(opened).not.toHaveProperty('warnings');
    expect(await harness.ended('odd')).toMatchObject({ status: 'Succeeded', warnings: [warning] });
  }, 60_000);

  test('groups errors by cause, with the first of each', async () => {
    const { told } = await report('spoiled', spoil(table), { mini_batch_size: 300 });
    expect(told.records).toEqual({ total: 7043, succeeded: 6972, failed: 71 });
    expect(told.errors).toEqual([
      {
        code: 'InvalidValue',
        column: 'tenure',
        count: 71,
        examples: [8, 108, 208].map((row) => ({
          row,
          key: `C${String(row).padStart(5, '0')}`,
          message: `Cannot score record ${row} of "churn": "tenure" is "soon", expected a number`,
        })),
      },
    ]);
  }, 60_000);

  test('is the same whatever the chunks', async () => {
    const spoiled = spoil(table);
    const [few, many] = [
      await report('few', spoiled, {}),
      await report('many', spoiled, { mini_batch_size: 97 }),
    ];
    expect(many.told.chunks).toEqual({ total: 73, done: 73, summarized: 73 });
    const { predictions, drift, segments, errors } = few.told;
    expect({ ...many.told }).toMatchObject({ predictions, drift, segments, errors });
  }, 60_000);
});
