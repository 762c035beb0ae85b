import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { refuseOtherMethods } from '../../src/functions/http/dialect-methods.ts';
import { toMlflowError } from '../../src/functions/mlflow/mlflow-error.ts';
import { createPingHandler } from '../../src/functions/mlflow/mlflow-health.ts';
import { createMlflowHandler } from '../../src/functions/mlflow/mlflow-invocations.ts';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import { ScoringError } from '../../src/scoring/scoring-error.ts';
import { callMethods, type HandlerCall } from './support/call-handler.ts';
import {
  columns,
  expectedPredictions,
  records,
  roundProbabilities,
  toColumns,
  toCsv,
  toRows,
} from './support/churn-golden.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

const answer = z.strictObject({
  predictions: z.array(z.strictObject({ prediction: z.string(), probability: z.number() })),
});
const formsText = 'dataframe_split, dataframe_records, instances, inputs';

let realTime: RealTime;
let methods: HttpRoute['methods'];

beforeAll(async () => {
  realTime = await openRealTime();
  const dependencies = { ...realTime, limits: { ...limits, maxRecords: 20 }, defaultModel: undefined };
  const handler = createMlflowHandler(dependencies, ({ params }) => params.model ?? '');
  methods = refuseOtherMethods({ POST: handler }, toMlflowError);
});

afterAll(() => realTime.close());

const call = (body: unknown, more: HandlerCall = {}) =>
  callMethods(methods, {
    path: '/invocations',
    params: { model: 'churn' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });

const first = records[0] ?? {};

describe('POST /invocations', () => {
  test.each<[string, unknown, HandlerCall]>([
    [
      'dataframe_split',
      {
        dataframe_split: { columns: ['customer_id', ...columns], data: toRows(['customer_id', ...columns]) },
      },
      {},
    ],
    [
      'dataframe_split with index, in another order',
      {
        dataframe_split: { index: [5, 6], columns: columns.toReversed(), data: toRows(columns.toReversed()) },
      },
      {},
    ],
    ['dataframe_records', { dataframe_records: records }, {}],
    ['instances of objects', { instances: records }, {}],
    ["instances of rows in the model's order", { instances: toRows(columns) }, {}],
    ['inputs of columns', { inputs: toColumns(columns) }, {}],
    ['inputs of objects', { inputs: records, params: { timeout: 5 } }, {}],
    ['csv', toCsv(), { headers: { 'content-type': 'text/csv' } }],
    ['csv with charset', toCsv(), { headers: { 'content-type': 'text/csv; charset=UTF-8' } }],
    [
      'json with charset',
      { instances: records },
      { headers: { 'content-type': 'application/json;charset="utf-8"' } },
    ],
  ])('answers predictions, a record each, when it is sent %s', async (_form, body, more) => {
    const { status, json } = await call(body, more);
    expect(status).toBe(200);
    expect(roundProbabilities(answer.parse(json).predictions)).toEqual(expectedPredictions);
  });

  test.each<[string, unknown, string]>([
    ['an array', [first], `expected an object with exactly one of ${formsText}; it is an array`],
    ['a number', '5', `expected an object with exactly one of ${formsText}; it is no object`],
    ['no form', {}, `expected an object with exactly one of ${formsText}; it has none`],
    ['a bare record', { tenure: 5 }, `expected an object with exactly one of ${formsText}; it has "tenure"`],
    [
      'two forms',
      { instances: [], inputs: [] },
      `expected an object with exactly one of ${formsText}; it has "instances", "inputs"`,
    ],
    [
      'chat messages',
      { messages: [] },
      `"messages" is for language models, and "churn" is none; expected an object with exactly one of ${formsText}`,
    ],
    [
      'a prompt',
      { prompt: 'Hello' },
      `"prompt" is for language models, and "churn" is none; expected an object with exactly one of ${formsText}`,
    ],
    ['params that are none', { instances: records, params: 5 }, '"params" is not an object'],
    [
      'a split that is none',
      { dataframe_split: [] },
      '"dataframe_split" is not an object with "columns" and "data"',
    ],
    ['a split without columns', { dataframe_split: { data: [] } }, '"dataframe_split" has no "columns"'],
    ['a split without data', { dataframe_split: { columns } }, '"data" of "dataframe_split" is not an array'],
    ['records that are none', { dataframe_records: {} }, '"dataframe_records" is not an array of objects'],
    ['instances that are none', { instances: 5 }, '"instances" is not an array of records'],
    [
      'inputs that are none',
      { inputs: 5 },
      '"inputs" is neither an object of columns nor an array of records',
    ],
    ['no records', { instances: [] }, 'it holds no records'],
    ['no JSON', '{"instances":', 'it is not JSON: Unexpected end of JSON input'],
    ['nothing', '', 'its body is empty'],
  ])('is a bad request when it is sent %s', async (_what, body, what) => {
    const { status, json } = await call(body);
    expect(status).toBe(400);
    expect(json).toEqual({ error_code: 'BAD_REQUEST', message: `Cannot read the request: ${what}` });
  });

  test.each<[string, unknown, number, string]>([
    [
      'a row is too short',
      { instances: [[1, 2]] },
      400,
      'Cannot score record 1 of "churn": it has 2 values, expected 19',
    ],
    [
      'a value is no number',
      { instances: [{ ...first, tenure: 'abc' }] },
      400,
      'Cannot score record 1 of "churn": "tenure" is "abc", expected a number',
    ],
    [
      'a column is missing',
      {
        inputs: Object.fromEntries(
          columns.filter((name) => name !== 'female').map((name) => [name, [first[name]]]),
        ),
      },
      400,
      'Cannot score the table with "churn": column "female" is missing',
    ],
    [
      'a name is misspelt',
      { dataframe_split: { columns: columns.map((name) => name.replace('tenure', 'Tenure')), data: [] } },
      400,
      'Cannot score the table with "churn": column "tenure" is missing, but there is "Tenure": did you mean "tenure"?',
    ],
    [
      'there are too many records',
      { instances: Array.from({ length: 21 }, () => first) },
      413,
      'Cannot score the records with "churn": there are 21, more than 20',
    ],
  ])('tells what is wrong when %s', async (_what, body, status, message) => {
    const answered = await call(body);
    expect(answered.status).toBe(status);
    expect(answered.json).toEqual({ error_code: 'BAD_REQUEST', message });
  });

  test.each([
    [undefined, 'its content type is "", expected application/json or text/csv'],
    ['application/xml', 'its content type is "application/xml", expected application/json or text/csv'],
    ['text/csv; charset=latin1', 'its charset is "latin1", expected utf-8'],
    ['text/csv; header=present', 'its content type has the parameter "header", expected charset alone'],
    [
      'application/json; format=pandas-split',
      'its content type has the parameter "format", expected charset alone',
    ],
  ])('is 415 in plain text when the content type is %s', async (type, what) => {
    const { status, headers, text } = await call('', { headers: { 'content-type': type ?? '' } });
    expect(status).toBe(415);
    expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text).toBe(`Cannot read the request: ${what}`);
  });

  test('is not found when the model is not', async () => {
    const { status, json } = await call({ instances: [1] }, { params: { model: 'nope' } });
    expect(status).toBe(404);
    expect(json).toMatchObject({ error_code: 'RESOURCE_DOES_NOT_EXIST' });
  });

  test('refuses other methods in its own shape', async () => {
    const { status, headers, json } = await callMethods(methods, { method: 'GET', path: '/invocations' });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('POST');
    expect(json).toEqual({
      error_code: 'BAD_REQUEST',
      message: 'Cannot answer GET /invocations: it allows POST',
    });
  });
});

describe('toMlflowError()', () => {
  test('tells no more than the message when it fails inside', () => {
    const error = new ScoringError('Internal', 'Cannot answer: an unexpected error occurred', {
      cause: new Error('secret'),
    });
    const answered = toMlflowError(error);
    expect(answered).toMatchObject({
      status: 503,
      jsonBody: { error_code: 'INTERNAL_ERROR', message: 'Cannot answer: an unexpected error occurred' },
    });
  });
});

describe('GET /ping', () => {
  test.each([
    [true, 200],
    [false, 503],
  ])('answers an empty line when ready is %s: %i', async (ready, status) => {
    const answered = await callMethods(
      { GET: createPingHandler({ isReady: () => ready }) },
      { method: 'GET' },
    );
    expect([answered.status, answered.text, answered.headers.get('content-type')]).toEqual([
      status,
      '\n',
      'application/json',
    ]);
  });
});
