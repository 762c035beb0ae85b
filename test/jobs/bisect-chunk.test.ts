import { describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import type { ChunkRequest } from '../../src/scoring/chunk-scorer.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { splitRange } from '../../src/jobs/chunks/split-range.ts';
import { doublingModels, scoreDoubling } from './support/doubling-model.ts';
import { createJobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

const numbers = Array.from({ length: 100 }, (_, index) => index);
const table = `id,a\n${numbers.map((n) => `k${n},${n}\n`).join('')}`;
type Fault = (request: ChunkRequest) => Promise<never>;

const breakOff: Fault = () =>
  Promise.reject(
    new ScoringError('Unavailable', 'Cannot score the records: the worker that scored them ended', {
      cause: new Error('worker exited'),
    }),
  );
const hang: Fault = ({ signal }) =>
  new Promise((_, reject) => {
    const end = () => {
      reject(new ScoringError('Timeout', 'Cannot score the records: it took longer than allowed'));
    };
    signal.addEventListener('abort', end, { once: true });
  });

/** Scores all of the table in two chunks of 50; a part with one of the poison numbers fails as a whole. */
async function run(poison: readonly number[], fault: Fault) {
  let calls = 0;
  const predictions = createMemoryPredictionStore();
  const harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions,
    models: doublingModels,
    scoreChunk: async (request) => {
      calls++;
      const lines = Buffer.from(request.bytes).toString().split('\n');
      return lines.some((line) => poison.includes(Number(line.split(',')[1] ?? NaN)))
        ? fault(request)
        : scoreDoubling(request);
    },
  });
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, table);
  const settings = { mini_batch_size: 50, retry_settings: { max_retries: 1, timeout: 1 } };
  const body = { id: 'j', model: 'doubling', input: 'batch-input/doubling/t.csv', settings };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  const job = await harness.ended('j');
  return {
    job,
    csv: await harness.output(job, 'predictions'),
    errors: await harness.output(job, 'errors'),
    stored: predictions.size(),
    calls,
  };
}

const csvWithout = (poison: readonly number[]) =>
  `row,id,double\n${numbers
    .filter((n) => !poison.includes(n))
    .map((n) => `${n + 1},k${n},${2 * n}\n`)
    .join('')}`;

const errorOf = (n: number, reason: string) =>
  JSON.stringify({
    row: n + 1,
    offset: table.indexOf(`k${n},`),
    code: 'ScoringFailed',
    message: `Cannot score record ${n + 1} of "doubling": ${reason}`,
  }) + '\n';

describe('a chunk that fails as a whole', () => {
  test.each([[[7]], [[0]], [[49]], [[7, 8, 31]], [[3, 77]]])(
    'costs only the records %j that its worker breaks off on',
    async (poison) => {
      const { job, csv, errors, stored } = await run(poison, breakOff);
      expect(job).toMatchObject({
        status: 'Succeeded',
        records: { total: 100, succeeded: 100 - poison.length, failed: poison.length },
        chunks: { total: 2, done: 2, failed: 0 },
      });
      expect(csv).toBe(csvWithout(poison));
      expect(errors).toBe(poison.map((n) => errorOf(n, 'the model breaks off on it')).join(''));
      expect(stored).toBe(100 - poison.length);
    },
  );

  test('costs only the record that takes for ever', async () => {
    const { job, csv, errors } = await run([7], hang);
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 99, failed: 1 } });
    expect(csv).toBe(csvWithout([7]));
    expect(errors).toBe(errorOf(7, 'the model takes too long on it'));
  }, 30_000);

  test('fails the job when too many of its records do', async () => {
    const { job } = await run(numbers.slice(0, 21), breakOff);
    expect(job).toMatchObject({
      status: 'Failed',
      error: 'Cannot score the records: the worker that scored them ended',
    });
  });

  test('fails the job at once when it is no fault of the records', async () => {
    const stopping: Fault = () =>
      Promise.reject(new ScoringError('Unavailable', 'Cannot score the records: the app is stopping'));
    const { job, calls } = await run([7], stopping);
    expect(job).toMatchObject({
      status: 'Failed',
      error: 'Cannot score the records: the app is stopping',
    });
    expect(calls).toBeLessThan(10);
  });
});

describe('splitRange()', () => {
  test('cuts between records, whatever they hold', () => {
    const format = { kind: 'csv', delimiter: ',', header: ['a', 'b'] } as const;
    const field = fc.string({ maxLength: 8 }).map((text) => `"${text.replaceAll('"', '""')}"`);
    const record = fc.tuple(field, field).map((fields) => fields.join(',') + '\r\n');
    fc.assert(
      fc.property(fc.array(record, { minLength: 2, maxLength: 12 }), (records) => {
        const bytes = Buffer.from(records.join(''));
        const bounds = { firstRow: 5, records: records.length, offset: 100, bytes: bytes.length };
        const half = Math.floor(records.length / 2);
        const cut = Buffer.byteLength(records.slice(0, half).join(''));
        expect(splitRange(bounds, bytes, { format })).toEqual([
          { firstRow: 5, records: half, offset: 100, bytes: cut },
          {
            firstRow: 5 + half,
            records: records.length - half,
            offset: 100 + cut,
            bytes: bytes.length - cut,
          },
        ]);
      }),
    );
  });

  test('cuts JSON Lines at their newlines', () => {
    const bytes = Buffer.from('{"a":"\\"x"}\n\n{"a":2}\n{"a":3}');
    const bounds = { firstRow: 1, records: 3, offset: 0, bytes: bytes.length };
    const format = { kind: 'jsonl', header: ['a'] } as const;
    expect(splitRange(bounds, bytes, { format })).toEqual([
      { firstRow: 1, records: 1, offset: 0, bytes: 12 },
      { firstRow: 2, records: 2, offset: 12, bytes: bytes.length - 12 },
    ]);
  });
});
