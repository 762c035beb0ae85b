import { HttpRequest } from '@azure/functions';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { createJobCancelMethods } from '../../src/functions/job-cancel.ts';
import { createOutputMethods } from '../../src/functions/job-outputs.ts';
import { createReopenMethods } from '../../src/functions/job-reopen.ts';
import { createJobMethods, readJobId } from '../../src/functions/job.ts';
import { createJobsMethods } from '../../src/functions/jobs.ts';
import { createPredictionsMethods } from '../../src/functions/predictions.ts';
import { createOutputFinder } from '../../src/jobs/outputs/open-output.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { aJob } from '../jobs/contracts/job-store.ts';
import { doublingModels, scoreDoubling } from '../jobs/support/doubling-model.ts';
import { createJobHarness, type JobHarness } from '../jobs/support/job-harness.ts';
import { createMemoryBlobStore } from '../jobs/support/memory-blob-store.ts';
import { createMemoryJobStore } from '../jobs/support/memory-job-store.ts';
import { createMemoryPredictionStore } from '../jobs/support/memory-prediction-store.ts';
import { callRoute } from './support/call-route.ts';

const input = 'batch-input/doubling/t.csv';
const predictionsCsv = 'row,id,double\n1,a/b,2\n2,k2,4\n';
let harness: JobHarness;
let jobs: ReturnType<typeof createJobsMethods>;

beforeAll(async () => {
  harness = createJobHarness({
    blobs: createMemoryBlobStore(),
    jobs: createMemoryJobStore(),
    predictions: createMemoryPredictionStore(),
    models: doublingModels,
    scoreChunk: scoreDoubling,
  });
  jobs = createJobsMethods({ ...harness, defaultModel: 'doubling', maxBodyBytes: 200 }, () => harness.runner);
  await harness.blobs.write({ container: 'batch-input', name: 'doubling/t.csv' }, 'id,a\na/b,1\nk2,2\n');
  await callRoute(jobs, { method: 'POST', json: { id: 'done', input } });
  await harness.ended('done');
});

describe('createJobsMethods()', () => {
  test('POST answers 202 with the job and where it is', async () => {
    const answer = await callRoute(jobs, { method: 'POST', url: '/jobs', json: { id: 'posted', input } });
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe('http://127.0.0.1/jobs/posted');
    expect(answer.json).toMatchObject({
      id: 'posted',
      model: 'doubling',
      status: 'Queued',
      input: { path: input },
    });
    expect(answer.json).not.toHaveProperty('attempt');
    await harness.ended('posted');
  });

  test('POST takes the model from the header that Azure ML has for it', async () => {
    const headers = { 'azureml-model-deployment': 'nope' };
    const answer = await callRoute(jobs, { method: 'POST', headers, json: { input } });
    expect([answer.status, answer.json]).toEqual([
      404,
      { error: 'Cannot find model "nope": there is only "doubling"', code: 'ModelNotFound' },
    ]);
  });

  test('POST tells what a job would be where only its plan is asked for, and starts none', async () => {
    const before = (await harness.jobs.list({ limit: 100 })).jobs.length;
    const answer = await callRoute(jobs, { method: 'POST', url: '/jobs?plan=true', json: { input } });
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ model: 'doubling', records: 2, chunks: 1, sample: { succeeded: 2 } });
    expect((await harness.jobs.list({ limit: 100 })).jobs).toHaveLength(before);
    const refused = await callRoute(jobs, { method: 'POST', url: '/jobs?plan=yes', json: { input } });
    expect(refused.json).toMatchObject({
      error: 'Cannot start a job: plan is "yes", expected true or false',
      code: 'InvalidRequest',
    });
  });

  test('POST refuses a body over the limit', async () => {
    const answer = await callRoute(jobs, { method: 'POST', json: { input: 'x'.repeat(200) } });
    expect([answer.status, answer.json]).toMatchObject([
      413,
      { error: 'Cannot read the request: it has 212 bytes, more than 200', code: 'TooLarge' },
    ]);
  });

  test('GET lists jobs, page by page', async () => {
    const first = await callRoute(jobs, { url: '/jobs?limit=1' });
    expect(first.json).toMatchObject({ jobs: [{ model: 'doubling' }], next: expect.any(String) as unknown });
  });

  test.each([
    ['limit=0', '"limit" is wrong, too small: expected number to be >=1'],
    [
      'status=Sleeping',
      '"status" is wrong, invalid option: expected one of "Queued"|"Planning"|"Running"|"Finishing"|"Succeeded"|"Failed"|"Canceled"',
    ],
    ['next=%20', '"next" is wrong, invalid base64url-encoded string'],
  ])('GET refuses %s', async (query, reason) => {
    const answer = await callRoute(jobs, { url: `/jobs?${query}` });
    expect([answer.status, answer.json]).toEqual([
      400,
      { error: `Cannot list jobs: ${reason}`, code: 'InvalidRequest' },
    ]);
  });

  test('answers 405 to other methods', async () => {
    const answer = await callRoute(jobs, { method: 'PUT', url: '/jobs' });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });
});

describe('createJobMethods()', () => {
  test('GET answers the job, and 404 for none', async () => {
    const methods = createJobMethods(harness.control, () => harness.runner);
    const answer = await callRoute(methods, { params: { id: 'done' } });
    expect(answer.json).toMatchObject({ id: 'done', status: 'Succeeded', records: { total: 2 } });
    expect(await callRoute(methods, { params: { id: 'none' } })).toMatchObject({
      status: 404,
      json: { error: 'Cannot find job "none": there is none with this id', code: 'JobNotFound' },
    });
  });

  test('DELETE answers 204, then there is none', async () => {
    const methods = createJobMethods(harness.control, () => harness.runner);
    await callRoute(jobs, { method: 'POST', json: { id: 'gone', input } });
    await harness.ended('gone');
    expect((await callRoute(methods, { method: 'DELETE', params: { id: 'gone' } })).status).toBe(204);
    expect((await callRoute(methods, { params: { id: 'gone' } })).status).toBe(404);
  });
});

describe('createJobMethods() PATCH', () => {
  const patch = (json: unknown) =>
    callRoute(
      createJobMethods(harness.control, () => harness.runner),
      {
        method: 'PATCH',
        params: { id: 'done' },
        json,
      },
    );

  test('answers 409 for a job that has ended', async () => {
    expect(await patch({ settings: { max_concurrency: 2 } })).toMatchObject({
      status: 409,
      json: { error: 'Cannot change job "done": it is Succeeded', code: 'Conflict' },
    });
  });

  test.each([
    [
      { settings: { mini_batch_size: 2 } },
      'Cannot change the job: "settings" is wrong, unrecognized key: "mini_batch_size"',
    ],
    [
      { settings: { max_concurrency: 0 } },
      'Cannot change the job: "settings.max_concurrency" is wrong, too small: expected number to be >=1',
    ],
  ])('refuses %j', async (json, error) => {
    expect(await patch(json)).toMatchObject({ status: 400, json: { error, code: 'InvalidRequest' } });
  });
});

describe('createReopenMethods()', () => {
  test('POST answers 202 with the job that goes on, and 409 for one of which nothing failed', async () => {
    const resume = createReopenMethods(harness.control.resume, () => harness.runner);
    await harness.jobs.createIfAbsent(
      aJob('stopped', { status: 'Canceled', model: 'doubling', input: { path: input } }),
    );
    const call = { method: 'POST', url: '/jobs/stopped/resume', params: { id: 'stopped' } };
    const answer = await callRoute(resume, call);
    expect([answer.status, answer.headers.get('location')]).toEqual([202, 'http://127.0.0.1/jobs/stopped']);
    expect(answer.json).toMatchObject({ id: 'stopped', status: 'Queued' });
    expect(answer.json).not.toHaveProperty('attemptAt');
    expect(await harness.ended('stopped')).toMatchObject({ status: 'Succeeded' });
    expect(await callRoute(resume, call)).toMatchObject({ status: 409, json: { code: 'Conflict' } });
  });
});

describe('readJobId()', () => {
  test.each(['.', '..', '?', '#', 'a\\b', '..%2f..%2fx', '<b>', ''])('finds no job %j', (id) => {
    const request = new HttpRequest({ method: 'GET', url: 'http://127.0.0.1/jobs', params: { id } });
    const error = `Cannot find job "${id}": there is none with this id`;
    expect(() => readJobId(request)).toThrow(new ScoringError('JobNotFound', error));
  });
});

describe('createJobCancelMethods()', () => {
  test('POST answers 409 for a job that has ended', async () => {
    const answer = await callRoute(createJobCancelMethods(harness.control), {
      method: 'POST',
      params: { id: 'done' },
    });
    expect([answer.status, answer.json]).toEqual([
      409,
      { error: 'Cannot cancel job "done": it is Succeeded', code: 'Conflict' },
    ]);
  });
});

describe('createOutputMethods()', () => {
  const get = (headers: Record<string, string> = {}, method = 'GET') =>
    callRoute(createOutputMethods('predictions', createOutputFinder(harness)), {
      method,
      headers,
      params: { id: 'done' },
    });

  test('GET streams an output with its ETag', async () => {
    const answer = await get();
    expect([answer.status, answer.text]).toEqual([200, predictionsCsv]);
    expect(answer.headers.get('content-length')).toBe(String(predictionsCsv.length));
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const etag = answer.headers.get('etag')!;
    expect(etag).toMatch(/^".+"$/);
    const again = await get({ 'if-none-match': etag });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('GET answers a range, but not of another content', async () => {
    const range = await get({ range: 'bytes=4-5' });
    expect([range.status, range.text]).toEqual([206, 'id']);
    expect(range.headers.get('content-range')).toBe(`bytes 4-5/${predictionsCsv.length}`);
    const other = await get({ range: 'bytes=4-5', 'if-range': '"other"' });
    expect([other.status, other.text]).toEqual([200, predictionsCsv]);
    const beyond = await get({ range: 'bytes=1000-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([
      416,
      `bytes */${predictionsCsv.length}`,
    ]);
  });

  test('GET answers what came in place of what it looked at', async () => {
    await callRoute(jobs, { method: 'POST', json: { id: 'replaced', input } });
    await harness.ended('replaced');
    const find = createOutputFinder(harness);
    const path = { container: 'batch-output', name: 'doubling/replaced/manifest.json' };
    let looks = 0;
    const methods = createOutputMethods('manifest', async (id, output) => {
      const found = await find(id, output);
      looks += 1;
      if (looks === 1) await harness.blobs.write(path, '{"status": "Canceled"}');
      return found;
    });
    const answer = await callRoute(methods, { params: { id: 'replaced' } });
    expect([answer.status, answer.text, looks]).toEqual([200, '{"status": "Canceled"}', 2]);
  });

  test('HEAD answers the headers only', async () => {
    const answer = await get({}, 'HEAD');
    expect([answer.status, answer.text]).toEqual([200, '']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-length')).toBe(String(predictionsCsv.length));
  });
});

describe('createPredictionsMethods()', () => {
  test('GET answers the stored prediction of a key, slashes and all', async () => {
    const methods = createPredictionsMethods(harness.predictions);
    const answer = await callRoute(methods, { params: { model: 'doubling', key: 'a%2Fb' } });
    expect(answer.json).toMatchObject({ model: 'doubling', key: 'a/b', row: 1, prediction: { double: 2 } });
    const none = await callRoute(methods, { params: { model: 'doubling', key: 'zz' } });
    expect([none.status, none.json]).toEqual([
      404,
      {
        error: 'Cannot find a prediction of "doubling" for "zz": none is stored',
        code: 'PredictionNotFound',
      },
    ]);
  });

  test.each(['a/b', '.', '..', 'a%2Fb', '100%', 'ä b'])('GET finds %j by ?key=, as it is', async (key) => {
    const read: string[] = [];
    const methods = createPredictionsMethods({
      read: (_model, asked) => {
        read.push(asked);
        return Promise.resolve(undefined);
      },
    });
    const query = new URLSearchParams({ key }).toString();
    const answer = await callRoute(methods, {
      url: `http://localhost/models/doubling/predictions?${query}`,
      params: { model: 'doubling' },
    });
    expect([answer.status, read]).toEqual([404, [key]]);
  });

  test('GET without a key says where it goes', async () => {
    const methods = createPredictionsMethods(harness.predictions);
    const answer = await callRoute(methods, { params: { model: 'doubling' } });
    expect([answer.status, answer.json]).toMatchObject([
      400,
      {
        error:
          'Cannot find a prediction without a key: give it as predictions/<key> or as predictions?key=<key>',
      },
    ]);
  });
});
