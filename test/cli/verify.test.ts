import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { doublingModels, scoreDoubling } from '../jobs/support/doubling-model.ts';
import { createJobHarness } from '../jobs/support/job-harness.ts';
import { createMemoryBlobStore } from '../jobs/support/memory-blob-store.ts';
import { createMemoryJobStore } from '../jobs/support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../jobs/support/memory-prediction-store.ts';
import { onscore } from './support/onscore.ts';

let folder: string;
let server: Server;
let url: string;
const file = (name: string) => path.join(folder, name);

const statuses: Readonly<Record<string, object>> = {
  failed: { status: 'Failed', error: 'Cannot read "batch-input/churn/t.csv": it is empty' },
  canceled: { status: 'Canceled' },
  busy: { status: 'Running' },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onscore-verify-'));
  const names: Readonly<Record<string, string>> = { predictions: 'predictions.csv', errors: 'errors.jsonl' };
  server = createServer((request, response) => {
    const [, job, output = ''] = /^\/jobs\/([^/]+)\/(\w+)$/.exec(request.url ?? '') ?? [];
    const status = statuses[request.url?.slice('/jobs/'.length) ?? ''];
    if (status !== undefined) return void response.end(JSON.stringify(status));
    if (job === 'guarded') return void response.writeHead(401).end();
    const isKnown = job === 'j' && request.headers['x-functions-key'] === 'k';
    if (!isKnown) return void response.writeHead(404).end('{"error":"Cannot find it"}');
    void readFile(file(names[output] ?? 'manifest.json')).then((body) => response.end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

/** Runs a job of five records, one of them bad, in chunks of two, and keeps its outputs. */
beforeEach(async () => {
  const harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
  });
  const input = 'batch-input/doubling/t.csv';
  await harness.blobs.write(
    { container: 'batch-input', name: 'doubling/t.csv' },
    'id,a\na,1\nb,x\nc,3\nd,4\ne,5\n',
  );
  const body = { id: 'j', model: 'doubling', input, settings: { mini_batch_size: 2 } };
  const trigger = { kind: 'http', requestId: 'r' } as const;
  await harness.startFromRequest({ body, trigger, model: undefined }, harness.runner);
  const job = await harness.ended('j');
  await writeFile(file('manifest.json'), (await harness.output(job, 'manifest'))!);
  await writeFile(file('predictions.csv'), (await harness.output(job, 'predictions'))!);
  await writeFile(file('errors.jsonl'), (await harness.output(job, 'errors'))!);
});

const whole = [
  'ok    predictions.csv: 4 parts',
  'ok    predictions.csv: 4 records',
  'ok    errors.jsonl: 42 bytes',
  'ok    errors.jsonl: 1 records',
  'Job j, Succeeded: all is as its manifest says',
];

describe('onscore verify', () => {
  test('finds files beside their manifest to be as it says', async () => {
    expect(await onscore(['verify', file('manifest.json')])).toEqual({ code: 0, out: whole, err: [] });
  });

  test('asks the app for the outputs of a job', async () => {
    const environment = { ONSCORE_URL: url, ONSCORE_KEY: 'k' };
    expect(await onscore(['verify', 'j'], environment)).toEqual({ code: 0, out: whole, err: [] });
  });

  test('says which chunk holds other lines', async () => {
    const text = await readFile(file('predictions.csv'), 'utf8');
    await writeFile(file('predictions.csv'), text.replace('3,c,6', '3,c,7'));
    const { code, out } = await onscore(['verify', file('manifest.json')]);
    const sha256 = (lines: string) => createHash('sha256').update(lines).digest('hex');
    expect(code).toBe(1);
    expect(out).toEqual([
      `WRONG predictions.csv: 4 parts: the lines of chunk 2 are others: their SHA-256 is ${sha256('3,c,7\n4,d,8\n')}, expected ${sha256('3,c,6\n4,d,8\n')}`,
      ...whole.slice(1, 4),
      'Job j, Succeeded: 1 of 4 checks failed',
    ]);
  });

  test('says what is missing, and what is too much', async () => {
    const text = await readFile(file('predictions.csv'), 'utf8');
    await writeFile(file('predictions.csv'), `${text}6,f,12\n`);
    await writeFile(file('errors.jsonl'), '');
    const { code, out } = await onscore(['verify', file('manifest.json')]);
    expect(code).toBe(1);
    expect(out[0]).toBe(
      `WRONG predictions.csv: 4 parts: it has ${text.length + 7} bytes, expected ${text.length}`,
    );
    expect(out[1]).toBe('WRONG predictions.csv: 4 records: it has 5, expected 4');
    expect(out[2]).toMatch(/^WRONG errors.jsonl: 42 bytes: its SHA-256 is e3b0c44298fc1c149afbf4c8996fb924/);
    expect(out[3]).toBe('WRONG errors.jsonl: 1 records: it has 0, expected 1');
  });

  test.each([
    [
      'a job that is not there',
      ['verify', 'other'],
      'Cannot read <url>/jobs/other/manifest: it answers 404 {"error":"Cannot find it"}',
    ],
    [
      'a job that failed',
      ['verify', 'failed'],
      'Cannot verify job "failed": it failed, so it has no predictions: Cannot read "batch-input/churn/t.csv": it is empty',
    ],
    [
      'a job that was canceled',
      ['verify', 'canceled'],
      'Cannot verify job "canceled": it was canceled, so it has no predictions',
    ],
    [
      'a job that runs',
      ['verify', 'busy'],
      'Cannot verify job "busy": it is Running, so it has no outputs yet',
    ],
    [
      'an app that asks for a key',
      ['verify', 'guarded'],
      'Cannot read <url>/jobs/guarded/manifest: it answers 401: it asks for a function key, which ONSCORE_KEY gives',
    ],
    [
      'an app that is not there',
      ['verify', 'j', '--url', 'http://127.0.0.1:2/'],
      'Cannot reach http://127.0.0.1:2/jobs/j/manifest: nothing answers there',
    ],
    [
      'a file that is not there',
      ['verify', 'nowhere.json'],
      'Cannot read "nowhere.json": there is no such file',
    ],
    [
      'a file that is no manifest',
      ['verify', 'package.json'],
      'Cannot read the manifest: "job" is missing, expected a string',
    ],
  ])('fails for %s', async (_, args, message) => {
    const { code, err } = await onscore(args, { ONSCORE_URL: url });
    expect({ code, err }).toEqual({ code: 1, err: [message.replace('<url>', url)] });
  });

  test('fails for a key that the app does not take', async () => {
    const { err } = await onscore(['verify', 'guarded'], { ONSCORE_URL: url, ONSCORE_KEY: 'other' });
    expect(err).toEqual([
      `Cannot read ${url}/jobs/guarded/manifest: it answers 401: the function key in ONSCORE_KEY is not one of its own`,
    ]);
  });

  test('asks the app on this machine, and says so, when it is told of no other', async () => {
    const { out } = await onscore(['verify', 'no-such-job']);
    expect(out).toEqual(['Asking http://127.0.0.1:7071: neither --url nor ONSCORE_URL is given']);
  });
});
