import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import type { JobSettingsInput } from '../../src/jobs/job-settings.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { createWorkbench, type Workbench } from '../scoring/written-model.ts';
import { createJobHarness, type JobHarness } from './support/job-harness.ts';
import { createMemoryBlobStore } from './support/memory-blob-store.ts';
import { createMemoryJobStore } from './support/memory-job-store.ts';
import { createMemoryPredictionStore } from './support/memory-prediction-store.ts';

/** Answers the one pixel that an image is made to: 0 for black, 1 for white. */
const pixelGraph: OnnxGraph = {
  name: 'pixel',
  nodes: [{ operator: 'Flatten', inputs: ['image'], outputs: ['y'] }],
  inputs: [{ name: 'image', type: 'float', dims: ['N', 1, 1, 1] }],
  outputs: [{ name: 'y', type: 'float', dims: ['N', 1] }],
};
const image = { source: 'image', width: 1, height: 1, channels: 1, layout: 'NCHW' };

let workbench: Workbench;
let harness: JobHarness;
beforeAll(async () => {
  workbench = await createWorkbench();
  const outputs = [{ output: 'y', column: 'brightness' }];
  await workbench.write('pixel', pixelGraph, { inputs: [{ input: 'image', ...image }], outputs });
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

async function paint(grey: number): Promise<Uint8Array> {
  const raw = { width: 2, height: 2, channels: 1 } as const;
  return new Uint8Array(await sharp(Buffer.alloc(4, grey), { raw }).png().toBuffer());
}

type Files = Readonly<Record<string, Uint8Array>>;

async function ask(input: string, settings: JobSettingsInput = {}): Promise<Job> {
  const body = { id: `j-${++jobs}`, model: 'pixel', input, settings: { mini_batch_size: 2, ...settings } };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  const job = await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  return harness.ended(job.id);
}
let jobs = 0;

async function scoreZip(zip: Uint8Array, settings: JobSettingsInput = {}): Promise<Job> {
  const name = `pixel/zip-${jobs}.zip`;
  await harness.blobs.write({ container: 'batch-input', name }, zip);
  return ask(`batch-input/${name}`, settings);
}

async function lay(folder: string, files: Files): Promise<void> {
  for (const [name, body] of Object.entries(files)) {
    await harness.blobs.write({ container: 'batch-input', name: `${folder}${name}` }, body);
  }
}

async function readErrors(job: Job): Promise<unknown[]> {
  const text = (await harness.output(job, 'errors')) ?? '';
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line): unknown => JSON.parse(line));
}

/** Sets bytes of a zip where one of its signatures stands, counted from the n-th of them. */
function patch(
  zip: Uint8Array,
  { signature, at, bytes }: { signature: number; at: number; bytes: readonly number[] },
): Uint8Array {
  const patched = Buffer.from(zip);
  const mark = Buffer.alloc(4);
  mark.writeUInt32LE(signature);
  patched.set(bytes, patched.indexOf(mark) + at);
  return patched;
}
const inDirectory = 0x02014b50;

const text = Buffer.from('not an image');

describe('a folder of images', () => {
  test('job-from-blob scores a folder when its _READY comes, names before predictions, and no image by itself', async () => {
    const [black, white] = [await paint(0), await paint(255)];
    const files = { 'a.png': white, 'b, "q".png': black, 'deep/c.png': white, 'd.png': text, _note: text };
    await lay('pixel/f1/', files);
    expect(await harness.drop('pixel/f1/z.jpg', black)).toBeUndefined();
    const started = await harness.drop('pixel/f1/_READY', '');
    expect(started).toMatchObject({ input: { path: 'batch-input/pixel/f1/' }, trigger: { kind: 'blob' } });
    const job = await harness.ended(started?.id ?? '');
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 5, succeeded: 4, failed: 1 } });
    expect(await harness.output(job, 'predictions')).toBe(
      'row,file,brightness\n1,a.png,1\n2,"b, ""q"".png",0\n4,deep/c.png,1\n5,z.jpg,0\n',
    );
    expect(await readErrors(job)).toEqual([
      {
        row: 3,
        file: 'batch-input/pixel/f1/d.png',
        key: 'd.png',
        column: 'image',
        code: 'InvalidValue',
        message: expect.stringMatching(/^Cannot score record 3 of "pixel": "image" /),
      },
    ]);
  });

  test('POST /jobs scores a folder, many images a chunk', async () => {
    await lay('pixel/f2/', { 'a.png': await paint(0), 'b.png': await paint(255), 'c.png': await paint(0) });
    const job = await ask('batch-input/pixel/f2/');
    expect(job).toMatchObject({ status: 'Succeeded', chunks: { total: 2, done: 2 } });
    expect(await harness.output(job, 'predictions')).toBe(
      'row,file,brightness\n1,a.png,0\n2,b.png,1\n3,c.png,0\n',
    );
    const cut = await ask('batch-input/pixel/f2/*.png', { mini_batch_size: 10, max_chunk_bytes: 1024 });
    expect(cut).toMatchObject({ status: 'Succeeded', chunks: { total: 1 } });
  });

  test('an image that is empty is an error of its record', async () => {
    await lay('pixel/f3/', { 'a.png': await paint(255), 'b.png': new Uint8Array() });
    const job = await ask('batch-input/pixel/f3/');
    expect(await readErrors(job)).toMatchObject([
      { row: 2, key: 'b.png', message: 'Cannot score record 2 of "pixel": "b.png" is an empty file' },
    ]);
  });

  test('a table without them fails its job, and tells how images come', async () => {
    const started = await harness.drop('pixel/t.csv', 'id\n1\n');
    expect(await harness.ended(started?.id ?? '')).toMatchObject({
      status: 'Failed',
      error:
        'Cannot score the table with "pixel": column "image" is missing, which holds an image in base64: images are scored as files, too, one by a request, many as a .zip or a folder by a job',
    });
  });

  test('a folder of nothing but _READY fails its job', async () => {
    const started = await harness.drop('pixel/f4/_READY', '');
    const job = await harness.ended(started?.id ?? '');
    expect(job).toMatchObject({
      status: 'Failed',
      error: 'Cannot read the input "batch-input/pixel/f4/": there is no image in it',
    });
  });
});

describe('a zip of images', () => {
  test('is scored with its nested paths, and gives the lines of the folder', async () => {
    const files = { 'a.png': await paint(255), 'deep/b.png': await paint(0), 'c.txt': text };
    await lay('pixel/same/', files);
    const extra = { '__MACOSX/a.png': text, 'deep/.DS_Store': text };
    const job = await scoreZip(zipSync({ ...files, ...extra }));
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 3, succeeded: 2, failed: 1 } });
    expect(await harness.output(job, 'predictions')).toBe('row,file,brightness\n1,a.png,1\n2,deep/b.png,0\n');
    expect(await readErrors(job)).toMatchObject([
      { row: 3, file: `${job.input.path}/c.txt`, key: 'c.txt', column: 'image' },
    ]);
    const folder = await ask('batch-input/pixel/same/');
    expect(folder).toMatchObject({ status: 'Succeeded', records: { succeeded: 2, failed: 1 } });
  });

  test('is scored when it is dropped, stored or deflated', async () => {
    const files = { 'a.png': await paint(255), 'b.png': await paint(0) };
    const started = await harness.drop('pixel/day.zip', zipSync(files, { level: 0 }));
    const job = await harness.ended(started?.id ?? '');
    expect(await harness.output(job, 'predictions')).toBe('row,file,brightness\n1,a.png,1\n2,b.png,0\n');
  });

  test.each([
    ['is encrypted', { at: 8, bytes: [1, 0] }, '"a.png" is encrypted in the zip'],
    [
      'is packed by another method',
      { at: 10, bytes: [12, 0] },
      '"a.png" is compressed by method 12, expected 0 (stored) or 8 (deflate)',
    ],
    [
      'would inflate too much',
      { at: 24, bytes: [0, 0, 0, 1] },
      /^"a\.png" inflates from \d+ to 16777216 bytes, at most 250 times its size is read$/,
    ],
    ['is damaged', { at: 16, bytes: [1, 2, 3, 4] }, '"a.png" is damaged in the zip: its CRC-32 is another'],
    [
      'is larger than is said',
      { at: 24, bytes: [9, 0, 0, 0] },
      '"a.png" does not inflate to the 9 bytes that the zip says',
    ],
    ['is elsewhere', { at: 42, bytes: [1, 0, 0, 0] }, '"a.png" is not where the directory of the zip says'],
  ])('an entry that %s is an error of its record', async (_, change, expected) => {
    const zip = zipSync({ 'a.png': await paint(255), 'b.png': await paint(255) });
    const job = await scoreZip(patch(zip, { signature: inDirectory, ...change }));
    expect(job).toMatchObject({ status: 'Succeeded', records: { succeeded: 1, failed: 1 } });
    const [error] = await readErrors(job);
    const prefix = 'Cannot score record 1 of "pixel": ';
    const shown = (error as { message: string }).message;
    expect(shown.startsWith(prefix)).toBe(true);
    expect(shown.slice(prefix.length)).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });

  test('what is no zip, and one whose entries share bytes, fail the job', async () => {
    const broken = await scoreZip(text);
    expect(broken.error).toBe(
      `Cannot read the input "${broken.input.path}": it is not a zip that can be read (End of central directory record signature not found. Either not a zip file, or file is truncated.)`,
    );
    const zip = zipSync({ 'a.png': await paint(255) });
    const shared = await scoreZip(patch(zip, { signature: inDirectory, at: 20, bytes: [0, 0, 1, 0] }));
    expect(shared.error).toBe(
      `Cannot read the input "${shared.input.path}": its entries have more bytes, 65536, than the zip itself, ${zip.length}: they share them`,
    );
  });
});
