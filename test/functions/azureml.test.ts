import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { toAzureMlError } from '../../src/functions/azureml/azureml-error.ts';
import { createAzureMlMethods } from '../../src/functions/azureml/azureml-score.ts';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { callMethods, type HandlerCall } from './support/call-handler.ts';
import {
  columns,
  expectedPredictions,
  records,
  roundProbabilities,
  toColumns,
  toRows,
} from './support/churn-golden.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

const predictions = z.array(z.strictObject({ prediction: z.string(), probability: z.number() }));
const ownAnswer = z.strictObject({ model: z.literal('churn'), version: z.literal('1'), predictions });

let realTime: RealTime;
let methods: HttpRoute['methods'];

beforeAll(async () => {
  realTime = await openRealTime();
  methods = createAzureMlMethods({
    ...realTime,
    limits: { ...limits, maxRecords: 20 },
    defaultModel: 'churn',
  });
});

afterAll(() => realTime.close());

const call = (body: unknown, more: HandlerCall = {}) =>
  callMethods(methods, {
    path: '/score',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });

const first = records[0] ?? {};
const query = new URLSearchParams(
  Object.entries(first).map(([name, value]): [string, string] => [name, String(value)]),
).toString();

describe('POST /score', () => {
  test.each<[string, unknown]>([
    ['input_data of a table', { input_data: { columns, index: [0, 1], data: toRows(columns) } }],
    ['input_data of records', { input_data: records }],
    ['input_data of rows', { input_data: toRows(columns), params: {} }],
    ['input_data of columns', { input_data: toColumns(columns) }],
    ['data of rows', { data: toRows(columns) }],
    ['data of records', { data: records }],
  ])('answers an array when it is sent %s', async (_form, body) => {
    const { status, json } = await call(body);
    expect(status).toBe(200);
    expect(roundProbabilities(predictions.parse(json))).toEqual(expectedPredictions);
  });

  test.each<[string, unknown, number]>([
    ['a record', first, 1],
    ['an array of records', records, 10],
    ['{"records"}', { records }, 10],
  ])('answers as /predict does when it is sent %s', async (_form, body, count) => {
    const { status, json } = await call(body);
    expect(status).toBe(200);
    expect(roundProbabilities(ownAnswer.parse(json).predictions)).toEqual(
      expectedPredictions.slice(0, count),
    );
  });

  test('tells how long the model took', async () => {
    const { headers } = await call(first);
    expect(headers.get('x-ms-run-fn-exec-ms')).toMatch(/^\d+\.\d{3}$/);
  });

  test.each([
    ['churn', 200],
    ['churn:1', 200],
    ['churn:production', 200],
    ['nope', 404],
    ['churn:9', 404],
    ['', 404],
  ])('scores with the deployment that is named %j: %i', async (deployment, status) => {
    const answered = await call(first, { headers: { 'azureml-model-deployment': deployment } });
    expect(answered.status).toBe(status);
  });

  test.each<[string, unknown, number, string]>([
    ['nothing', '', 400, 'Cannot read the request: its body is empty'],
    [
      'no JSON',
      'tenure=5',
      400,
      `Cannot read the request: it is not JSON: Unexpected token 'e', "tenure=5" is not valid JSON`,
    ],
    ['a text', '"x"', 400, 'Cannot read the request: expected a record, or an array of records'],
    [
      'input_data that is none',
      { input_data: 5 },
      400,
      'Cannot read the request: "input_data" is no table and no list of records',
    ],
    [
      'a value that is none',
      { input_data: [{ ...first, tenure: [] }] },
      400,
      'Cannot score record 1 of "churn": "tenure" is [], expected a number',
    ],
    [
      'too many records',
      { data: Array.from({ length: 21 }, () => first) },
      413,
      'Cannot score the records with "churn": there are 21, more than 20',
    ],
  ])('tells what is wrong when it is sent %s', async (_what, body, status, message) => {
    const answered = await call(body);
    expect([answered.status, answered.json]).toEqual([status, { message }]);
  });

  test('is 415 when it is no JSON', async () => {
    const { status, json } = await call('a,b', { headers: { 'content-type': 'text/csv' } });
    const message = 'Cannot read the request: its content type is "text/csv", expected application/json';
    expect([status, json]).toEqual([415, { message }]);
  });
});

describe('ids of a request to /score', () => {
  const ids = async (headers: Record<string, string>) => {
    const answered = await call(first, { headers });
    return ['x-request-id', 'x-ms-request-id', 'x-ms-client-request-id', 'traceid'].map((name) =>
      answered.headers.get(name),
    );
  };

  test('are given back', async () => {
    expect(await ids({ 'x-request-id': 'r', 'x-ms-client-request-id': 'c', TraceId: 't' })).toEqual([
      'r',
      'c',
      'c',
      't',
    ]);
    expect(await ids({ 'x-request-id': 'r', 'x-ms-request-id': 'm' })).toEqual(['r', 'm', 'm', null]);
    expect(await ids({ 'x-request-id': 'r', 'x-ms-request-id': 'm', 'x-ms-client-request-id': 'c' })).toEqual(
      ['r', 'm', 'c', null],
    );
    expect(await ids({ 'x-request-id': 'r' })).toEqual(['r', 'r', null, null]);
  });

  test('are made up when there are none', async () => {
    const [made, other, client] = await ids({});
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect([other, client]).toEqual([made, null]);
  });

  test.each(['x-request-id', 'x-ms-request-id', 'x-ms-client-request-id'])(
    'are refused with 431 when %s is longer than 100 characters',
    async (name) => {
      const answered = await call(first, { headers: { [name]: 'x'.repeat(101) } });
      const message = `Cannot read the request: ${name} must not exceed 100 characters`;
      expect([answered.status, answered.json]).toEqual([431, { message }]);
      expect((await call(first, { headers: { [name]: 'x'.repeat(100) } })).status).toBe(200);
    },
  );
});

describe('GET /score', () => {
  test('scores the record of the query', async () => {
    const { status, json } = await callMethods(methods, { method: 'GET', path: `/score?${query}` });
    expect(status).toBe(200);
    expect(roundProbabilities(ownAnswer.parse(json).predictions)).toEqual(expectedPredictions.slice(0, 1));
  });

  test.each([
    ['/score', 'Cannot score record 1 of "churn": "female" is missing'],
    [
      `/score?${query.replace('tenure=1', 'tenure=abc')}`,
      'Cannot score record 1 of "churn": "tenure" is "abc", expected a number',
    ],
  ])('tells what is wrong with %s', async (path, message) => {
    const { status, json } = await callMethods(methods, { method: 'GET', path });
    expect([status, json]).toEqual([400, { message }]);
  });
});

describe('other methods of /score', () => {
  test('OPTIONS is fine, the others are not allowed', async () => {
    expect(await callMethods(methods, { method: 'OPTIONS' })).toMatchObject({ status: 200, text: '' });
    const { status, headers, json } = await callMethods(methods, { method: 'DELETE' });
    expect([status, headers.get('allow'), json]).toEqual([
      405,
      'GET, HEAD, POST, OPTIONS',
      { message: 'Method not allowed' },
    ]);
  });
});

describe('toAzureMlError()', () => {
  test.each([
    [
      new ScoringError('Internal', 'Cannot answer', { cause: new Error('secret') }),
      500,
      'True',
      'An unexpected error occurred in scoring script. Check the logs for more info.',
    ],
    [
      new ScoringError('Timeout', 'Cannot score', { details: { timeoutMs: 250 } }),
      500,
      'True',
      'Scoring timeout after 250 ms',
    ],
    [new ScoringError('TooManyRequests', 'Cannot score: too many'), 429, null, 'Cannot score: too many'],
    [new ScoringError('Unavailable', 'Cannot score: not yet'), 503, null, 'Cannot score: not yet'],
  ])('tells of %s', (error, status, failed, message) => {
    const answered = toAzureMlError(error);
    expect(answered).toMatchObject({ status, jsonBody: { message } });
    expect(new Headers(answered.headers ?? {}).get('x-ms-run-function-failed')).toBe(failed);
  });
});
