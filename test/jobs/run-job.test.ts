import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { jobReportSchema } from '../../src/openapi/report-schema.ts';
import { toChunkBlockId } from '../../src/jobs/outputs/block-id.ts';
import { outputPath } from '../../src/jobs/job-paths.ts';
import type { JobSettingsInput } from '../../src/jobs/job-settings.ts';
import type { Job } from '../../src/jobs/job.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness, type HarnessOptions, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';
import type { Activity } from './support/orchestrator.ts';

function createHarness(options: Partial<HarnessOptions> = {}): JobHarness {
  return createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
    ...options,
  });
}

const table = (values: readonly (number | string)[]) =>
  `id,a\n${values.map((value, index) => `k${index + 1},${value}\n`).join('')}`;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index / 4);
const expectedCsv = (values: readonly number[]) =>
  `row,id,double\n${values.map((value, index) => `${index + 1},k${index + 1},${2 * value}\n`).join('')}`;

let harness: JobHarness;
beforeEach(() => {
  harness = createHarness();
});

async function post(given: JobHarness, text: string, settings: JobSettingsInput, id = 'j'): Promise<Job> {
  const input = { container: 'batch-input', name: `doubling/${id}.csv` };
  await given.blobs.write(input, text);
  const body = { id, model: 'doubling', input: `batch-input/doubling/${id}.csv`, settings };
  const job = await given.startFromRequest(
    { body, trigger: { kind: 'http', requestId: 'r' }, model: undefined },
    given.runner,
  );
  return given.ended(job.id);
}

describe('a job', () => {
  test('scores a dropped table whole and in order, and tells what it did', async () => {
    const started = await harness.drop('doubling/deep/t.csv', table(numbers(10)));
    expect(started).toMatchObject({
      model: 'doubling',
      version: '1',
      trigger: { kind: 'blob', path: 'batch-input/doubling/deep/t.csv' },
    });
    const job = await harness.ended(started!.id);
    expect(job).toMatchObject({
      status: 'Succeeded',
      records: { total: 10, succeeded: 10, failed: 0 },
      chunks: { total: 4, done: 4, failed: 0 },
      outputs: {
        predictions: `/jobs/${job.id}/predictions`,
        errors: `/jobs/${job.id}/errors`,
        manifest: `/jobs/${job.id}/manifest`,
      },
    });
    expect(await harness.output(job, 'predictions')).toBe(expectedCsv(numbers(10)));
    expect(await harness.output(job, 'errors')).toBe('');
    expect(await harness.predictions.read('doubling', 'k7')).toMatchObject({
      job: job.id,
      row: 7,
      prediction: { double: 3 },
    });
  });

  test('leaves a manifest whose parts prove predictions.csv', async () => {
    const job = await post(harness, table([...numbers(8), 'x']), { mini_batch_size: 4 });
    const manifest = JSON.parse((await harness.output(job, 'manifest'))!) as {
      readonly outputs: { readonly predictions: { readonly parts: { bytes: number; sha256: string }[] } };
    };
    expect(manifest).toMatchObject({
      job: 'j',
      status: 'Succeeded',
      model: 'doubling',
      version: '1',
      modelSha256: 'f'.repeat(64),
      input: { path: 'batch-input/doubling/j.csv', bytes: table([...numbers(8), 'x']).length },
      records: { total: 9, succeeded: 8, failed: 1 },
      settings: { mini_batch_size: 4 },
    });
    const file = Buffer.from((await harness.output(job, 'predictions'))!);
    let offset = 0;
    for (const { bytes, sha256 } of manifest.outputs.predictions.parts) {
      const part = file.subarray(offset, (offset += bytes));
      expect(createHash('sha256').update(part).digest('hex')).toBe(sha256);
    }
    expect(offset).toBe(file.length);
  });

  test('writes failed records to errors.jsonl in input order', async () => {
    const job = await post(harness, table([1, 'x', 3, 'y', 5, 'z']), { mini_batch_size: 1 });
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 6, succeeded: 3, failed: 3 } });
    expect(await harness.output(job, 'predictions')).toBe('row,id,double\n1,k1,2\n3,k3,6\n5,k5,10\n');
    const errors = (await harness.output(job, 'errors'))!.trim().split('\n');
    expect(errors.map((line) => (JSON.parse(line) as { row: number }).row)).toEqual([2, 4, 6]);
  });

  test.each([
    ['none', ['a', 'b', 'c', 'd', 'e', ''], undefined],
    ['one', ['a', 'b', 'c', 'd', 'a', 'a'], ['1 key comes more than once: ']],
    ['two', ['a', 'a', 'c', 'd', 'e', 'c'], ['2 keys come more than once: ']],
    ['those of failed records', ['a', 'b', 'c', 'bad', 'bad', 'e'], undefined],
  ])('warns of keys that come more than once: %s', async (_, keys, warnings) => {
    const lines = keys.map((key, index) => `${key},${key === 'bad' ? 'x' : index}\n`);
    const job = await post(harness, `id,a\n${lines.join('')}`, { mini_batch_size: 2 });
    expect(job.status).toBe('Succeeded');
    const rest = 'the database keeps the prediction of the last record of each';
    expect(job.warnings).toEqual(warnings?.map((warning) => warning + rest));
  });

  test('of which every record fails has a header only', async () => {
    const job = await post(harness, table(['x', 'y']), {});
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 0, failed: 2 } });
    expect(await harness.output(job, 'predictions')).toBe('row,id,double\n');
  });

  test('with output_action summary_only stores predictions and writes no table', async () => {
    const job = await post(harness, table(numbers(5)), { output_action: 'summary_only' });
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 5 } });
    expect(job.outputs?.predictions).toBeUndefined();
    expect(await harness.output(job, 'predictions')).toBeUndefined();
    expect(await harness.predictions.read('doubling', 'k5')).toMatchObject({ row: 5 });
  });

  test.each([
    ['empty', '', 'Cannot score the table: it is empty'],
    ['header only', 'id,a\n', 'Cannot score the table: it has a header but no records'],
    ['without a column', 'id,b\n1,2\n', 'Cannot score the table with "doubling": column "a" is missing'],
  ])('for a table that is %s fails with that message', async (_, text, error) => {
    const job = await post(harness, text, {});
    expect(job).toMatchObject({ status: 'Failed', error });
    expect(job.finishedAt).toBeDefined();
    expect(job.outputs).toEqual({ report: '/jobs/j/report' });
    expect(jobReportSchema.parse(JSON.parse((await harness.output(job, 'report'))!))).toMatchObject({
      job: 'j',
      model: 'doubling',
      version: '1',
      status: 'Failed',
      error,
      input: { path: 'batch-input/doubling/j.csv', bytes: text.length },
      finishedAt: job.finishedAt,
      records: { total: 0, succeeded: 0, failed: 0 },
      chunks: { total: 0, done: 0 },
      errors: [],
      predictions: [],
    });
  });

  test('fails when its input is replaced while it runs', async () => {
    const path = { container: 'batch-input', name: 'doubling/j.csv' };
    const replaced = createHarness({
      blobs: harness.blobs,
      disturb: (activity, name) => async (input) => {
        const outcome = await activity(input);
        if (name === 'plan-job') await harness.blobs.write(path, table([1, 2, 3]));
        return outcome;
      },
    });
    expect(await post(replaced, table(numbers(5)), {})).toMatchObject({
      status: 'Failed',
      error: 'Cannot read "batch-input/doubling/j.csv": it has changed meanwhile',
    });
  });

  test('ends when more records fail than its threshold bears, and keeps their errors', async () => {
    const text = table([1, 'x', 2, 'y', 3, 'z', 4]);
    const borne = await post(harness, text, { error_threshold: 3 }, 'borne');
    expect(borne.status).toBe('Succeeded');
    const failed = await post(harness, text, { error_threshold: 2 }, 'failed');
    expect(failed).toMatchObject({
      status: 'Failed',
      error: 'Cannot finish the job: at least 3 records failed, more than error_threshold 2',
    });
    expect((await harness.output(failed, 'errors'))!.split('\n')).toHaveLength(4);
    expect(await harness.output(failed, 'predictions')).toBeUndefined();
  });

  test('fails with the reason when a chunk fails to its last try', async () => {
    let tries = 0;
    const broken = createHarness({
      scoreChunk: async (request) => {
        if (request.firstRow !== 4) return scoreDoubling(request);
        tries++;
        throw new ScoringError('Unavailable', 'Cannot score: the worker ended');
      },
    });
    const job = await post(broken, table(numbers(10)), { retry_settings: { max_retries: 2 } });
    expect(job).toMatchObject({
      status: 'Failed',
      error: 'Cannot score: the worker ended',
      chunks: { total: 4, failed: 1 },
    });
    // Three as they are, then two that bisect.
    expect(tries).toBe(5);
  });

  test('fails when a chunk does not hold the records that were planned', async () => {
    const losing = createHarness({
      scoreChunk: async (request) => {
        const result = await scoreDoubling(request);
        return { ...result, records: result.records - 1 };
      },
    });
    expect(await post(losing, table(numbers(2)), {})).toMatchObject({
      status: 'Failed',
      error: 'Cannot score chunk 1 of job "j": it has 1 records, the plan says 2',
    });
  });

  test('gives a chunk no longer than its timeout', async () => {
    const slow = createHarness({
      scoreChunk: ({ signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
    });
    const settings = { retry_settings: { max_retries: 0, timeout: 1 } };
    expect(await post(slow, table(numbers(2)), settings)).toMatchObject({
      status: 'Failed',
      error: 'Cannot score chunk 1 of job "j": it took longer than 1 s',
    });
  });

  test('scores again what storage has lost', async () => {
    let lost = false;
    const forgetful = createHarness({
      disturb: (activity, name) => async (input) => {
        if (name === 'finish-job' && !lost) {
          lost = true;
          const path = outputPath({ id: 'j', model: 'doubling' }, 'predictions');
          await forgetful.blobs.delete(path);
          const { createdAt } = (await forgetful.jobs.read('j'))!;
          const id = toChunkBlockId({ createdAt }, { chunk: 2, attempt: 1 });
          await forgetful.blobs.stageBlock(path, { id, body: Buffer.from('wrong') });
        }
        return activity(input);
      },
    });
    const job = await post(forgetful, table(numbers(10)), {});
    expect(job).toMatchObject({ status: 'Succeeded', chunks: { total: 4, done: 4 } });
    expect(await forgetful.output(job, 'predictions')).toBe(expectedCsv(numbers(10)));
  });

  test('is planned again when storage has lost its plan and what was done', async () => {
    let lost = false;
    const forgetful = createHarness({
      disturb: (activity, name) => async (input) => {
        if (name === 'score-chunk' && !lost) {
          lost = true;
          await forgetful.blobs.deletePrefix('job-state', 'j/');
        }
        return activity(input);
      },
    });
    const job = await post(forgetful, table(numbers(10)), { max_concurrency: 1 });
    expect(job).toMatchObject({ status: 'Succeeded', chunks: { total: 4, done: 4 } });
    expect(await forgetful.output(job, 'predictions')).toBe(expectedCsv(numbers(10)));
  });

  test('does nothing for an attempt that another has taken over', async () => {
    await harness.drop('doubling/t.csv', table(numbers(5))).then((job) => harness.ended(job!.id));
    const [job] = (await harness.jobs.list({ limit: 1 })).jobs;
    await harness.jobs.update(job!.id, (found) => ({ ...found, status: 'Running', attempt: 2 }));
    const stale = { job: job!.id, attempt: 1 };
    expect(await harness.activities['plan-job']!(stale)).toEqual({ state: 'stopped' });
    expect(await harness.activities['score-chunk']!({ ...stale, chunk: 1 })).toEqual({ state: 'stopped' });
    expect(await harness.activities['finish-job']!(stale)).toEqual({ state: 'finished' });
    expect((await harness.jobs.read(job!.id))?.status).toBe('Running');
  });

  test('gives the same bytes for any chunks, with activities run twice and failing at random after their work', async () => {
    const values = numbers(60);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 70 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        async (mini_batch_size, max_chunk_bytes, max_concurrency, dice) => {
          const roll = () => Number(dice.next().value);
          const chaos = (activity: Activity): Activity => {
            let failures = 0;
            return async (input) => {
              const [outcome] = await Promise.all([
                activity(input),
                ...(roll() < 5 ? [activity(input)] : []),
              ]);
              await new Promise((resolve) => setImmediate(resolve));
              if (roll() === 0 && failures++ < 3) throw new Error('the reply was lost');
              return outcome;
            };
          };
          const predictions = createMemoryPredictionStore();
          const disturbed = createHarness({ predictions, disturb: chaos });
          const settings = { mini_batch_size, max_chunk_bytes, max_concurrency };
          const job = await post(disturbed, table(values), settings);
          expect(job).toMatchObject({
            status: 'Succeeded',
            records: { total: 60, succeeded: 60, failed: 0 },
          });
          expect(await disturbed.output(job, 'predictions')).toBe(expectedCsv(values));
          expect(predictions.size()).toBe(60);
        },
      ),
      { numRuns: 40 },
    );
  });
});
