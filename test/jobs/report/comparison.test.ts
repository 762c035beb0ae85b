import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OnnxGraph, toOnnxModel } from '../../../samples/onnx-writer.ts';
import type { JobSettingsInput } from '../../../src/jobs/job-settings.ts';
import type { Job } from '../../../src/jobs/job.ts';
import { jobReportSchema } from '../../../src/openapi/report-schema.ts';
import { createChunkScorer } from '../../../src/scoring/chunk-scorer.ts';
import { createWorkbench, type Workbench } from '../../scoring/written-model.ts';
import { createJobHarness, type JobHarness } from '../support/job-harness.ts';
import { createMemoryBlobStore } from '../support/memory-blob-store.ts';
import { createMemoryJobStore } from '../support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../support/memory-prediction-store.ts';

/** The weights of left and right by the index that a record has: a run fails for one that the table has not. */
const toGraph = (name: string, values: readonly number[]): OnnxGraph => ({
  name,
  constants: [{ name: 'table', type: 'float', dims: [values.length / 2, 2], values: [...values] }],
  nodes: [{ operator: 'Gather', inputs: ['table', 'index'], outputs: ['weights'] }],
  inputs: [{ name: 'index', type: 'int64', dims: ['N'] }],
  outputs: [{ name: 'weights', type: 'float', dims: ['N', 2] }],
});
const first = toGraph('first', [1, 0, 0, 1, 3, 1, 0.5, 0]);
/** Another answer for index 1, another number for 2, none for 3. */
const second = toGraph('second', [1, 0, 4, 1, 3.5, 1]);

let workbench: Workbench;
let harness: JobHarness;
beforeAll(async () => {
  workbench = await createWorkbench();
  const bytes = toOnnxModel(second);
  const hash = (body: Uint8Array) => createHash('sha256').update(body).digest('hex');
  await workbench.write('side', first, {
    key: 'id',
    aliases: { production: '1', next: '2' },
    versions: {
      '1': { file: '1/model.onnx', sha256: hash(toOnnxModel(first)) },
      '2': { file: '2/model.onnx', sha256: hash(bytes) },
      '3': { file: '1/model.onnx', sha256: hash(toOnnxModel(first)) },
    },
    inputs: [{ input: 'index', source: 'column', column: 'index' }],
    outputs: [
      { output: 'weights', labels: ['left', 'right'], top: 1, column: 'side' },
      { output: 'weights', index: 0, column: 'left' },
    ],
  });
  await mkdir(path.join(workbench.directory, 'side/2'));
  await writeFile(path.join(workbench.directory, 'side/2/model.onnx'), bytes);
  const repository = await workbench.load();
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: repository,
    scoreChunk: createChunkScorer({ repository, pool: workbench.pool }),
  });
});
afterAll(() => workbench.close());

const table = 'id,index\na,0\nb,1\nc,2\nd,x\ne,3\nf,1\n';
let jobs = 0;

async function score(settings: JobSettingsInput, body = table): Promise<Job> {
  const name = `side/t${++jobs}.csv`;
  await harness.blobs.write({ container: 'batch-input', name }, body);
  const request = { id: `j${jobs}`, model: 'side', input: `batch-input/${name}`, settings };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  const job = await harness.startFromRequest({ body: request, trigger, model: undefined }, harness.runner);
  return harness.ended(job.id);
}

async function readReport(job: Job) {
  return jobReportSchema.parse(JSON.parse((await harness.output(job, 'report')) ?? ''));
}

describe('a job with a challenger', () => {
  test('has what both say, side by side; what only the challenger cannot score is no error', async () => {
    const job = await score({ challenger: '2' });
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 6, succeeded: 5, failed: 1 } });
    expect(await harness.output(job, 'predictions')).toBe(
      [
        'row,id,side,left,challenger_side,challenger_left',
        '1,a,left,1,left,1',
        '2,b,right,0,left,4',
        '3,c,left,3,left,3.5',
        '5,e,left,0.5,,',
        '6,f,right,0,left,4',
        '',
      ].join('\n'),
    );
    expect(await harness.predictions.read('side', 'b')).toMatchObject({
      prediction: { side: 'right', left: 0, challenger_side: 'left', challenger_left: 4 },
    });
  });

  test('tells in its report how they differ, and in its manifest which versions they are', async () => {
    const job = await score({ challenger: 'next' });
    const { comparison } = await readReport(job);
    expect(comparison).toMatchObject({ version: '2', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(comparison?.predictions).toMatchObject([
      {
        name: 'side',
        kind: 'category',
        count: 4,
        missing: 1,
        agreed: 2,
        share: 0.5,
        changes: [{ from: 'right', to: 'left', count: 2 }],
        first: [
          { row: 2, key: 'b', champion: 'right', challenger: 'left' },
          { row: 6, key: 'f', champion: 'right', challenger: 'left' },
        ],
      },
      {
        name: 'left',
        kind: 'number',
        count: 4,
        missing: 1,
        same: 1,
        min: 0,
        max: 4,
        mean: 2.125,
        largest: [
          { row: 2, key: 'b', champion: 0, challenger: 4 },
          { row: 6, key: 'f', champion: 0, challenger: 4 },
          { row: 3, key: 'c', champion: 3, challenger: 3.5 },
        ],
      },
    ]);
    const manifest: unknown = JSON.parse((await harness.output(job, 'manifest')) ?? '');
    expect(manifest).toMatchObject({
      version: '1',
      challenger: { version: '2', sha256: comparison?.sha256 },
    });
  });

  test.each([1, 2, 4])('is the same in chunks of %d', async (mini_batch_size) => {
    const [whole, cut] = [
      await score({ challenger: '2' }),
      await score({ challenger: '2', mini_batch_size }),
    ];
    expect(await harness.output(cut, 'predictions')).toBe(await harness.output(whole, 'predictions'));
    expect((await readReport(cut)).comparison).toEqual((await readReport(whole)).comparison);
  });

  test('writes JSON Lines with both', async () => {
    const job = await score({ challenger: '2', output_format: 'jsonl' }, 'id,index\nb,1\n');
    expect(await harness.output(job, 'predictions')).toBe(
      '{"row":1,"id":"b","side":"right","left":0,"challenger_side":"left","challenger_left":4}\n',
    );
  });

  test.each([
    ['1', 'it is the same model'],
    ['3', 'it is the same model'],
  ])('fails for version %s against version 1', async (challenger, reason) => {
    const job = await score({ challenger });
    expect(job).toMatchObject({
      status: 'Failed',
      error: `Cannot compare "side" version 1 with "${challenger}": ${reason}`,
    });
  });

  test('fails for a version that is not there', async () => {
    const job = await score({ challenger: '9' });
    expect(job).toMatchObject({ status: 'Failed', error: expect.stringMatching(/"9"/) });
  });
});
