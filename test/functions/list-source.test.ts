import type { HttpHandler } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import { createAzureMlMethods } from '../../src/functions/azureml/azureml-score.ts';
import { createMlflowHandler } from '../../src/functions/mlflow/mlflow-invocations.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, type Workbench } from '../scoring/written-model.ts';
import { limits, post } from './support/real-time.ts';
import { createV2Client, type V2Client } from './support/v2-client.ts';

/** Gives back its lists. */
const graph: OnnxGraph = {
  name: 'bag',
  nodes: [
    { operator: 'Identity', inputs: ['basket'], outputs: ['seen'] },
    { operator: 'Identity', inputs: ['amounts'], outputs: ['counted'] },
  ],
  inputs: [
    { name: 'basket', type: 'string', dims: ['N', 3] },
    { name: 'amounts', type: 'float', dims: ['N', 2] },
  ],
  outputs: [
    { name: 'seen', type: 'string', dims: ['N', 3] },
    { name: 'counted', type: 'float', dims: ['N', 2] },
  ],
};

let bench: Workbench;
let predict: HttpHandler;
let invocations: HttpHandler;
let score: HttpHandler;
let v2: V2Client;

beforeAll(async () => {
  bench = await createWorkbench();
  await bench.write('bag', graph, {
    key: 'id',
    inputs: [
      { input: 'basket', source: 'list', length: 3 },
      { input: 'amounts', source: 'list', column: 'prices', length: 2, pad: -1, separator: '|', default: [] },
    ],
    outputs: [
      { output: 'seen', column: 'seen', list: true },
      { output: 'counted', column: 'counted', list: true },
    ],
  });
  const repository = await bench.load();
  const scoring = { repository, scorer: createScorer({ pool: bench.pool }), limits };
  predict = createPredictHandler(scoring, ({ params }) => params.version);
  invocations = createMlflowHandler({ ...scoring, defaultModel: undefined }, () => 'bag');
  score = createAzureMlMethods({ ...scoring, defaultModel: 'bag' }).POST!;
  v2 = createV2Client(scoring);
});

afterAll(() => bench.close());

async function answerOf(handler: HttpHandler, body: unknown, type = 'application/json'): Promise<unknown> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const path = '/models/bag/predict';
  const answer = await post(handler, {
    path,
    params: { model: 'bag' },
    headers: { 'content-type': type },
    body: text,
  });
  return answer.jsonBody ?? JSON.parse(Buffer.from(answer.body as Uint8Array).toString());
}

const lists = [
  { seen: ['a', 'b', ''], counted: [1.5, -1] },
  { seen: ['c', '', ''], counted: [-1, -1] },
];
const records = [{ basket: ['a', 'b'], prices: [1.5] }, { basket: ['c'] }];

describe('a list', () => {
  test('is filled up from JSON', async () => {
    expect(await answerOf(predict, records)).toMatchObject({ predictions: lists });
  });

  test('is filled up from CSV, by its separator or by blanks and semicolons', async () => {
    const table = 'basket,prices\na  b,1.5\n;c;,\n';
    expect(await answerOf(predict, table, 'text/csv')).toMatchObject({ predictions: lists });
  });

  test('is a list of one when a value stands alone, and none when it is empty', async () => {
    expect(await answerOf(predict, [{ basket: 'c' }, { basket: [], prices: [2, 3] }])).toMatchObject({
      predictions: [lists[1], { seen: ['', '', ''], counted: [2, 3] }],
    });
  });

  test.each<[string, unknown]>([
    ['records', { dataframe_records: records }],
    [
      'split',
      {
        dataframe_split: {
          columns: ['basket', 'prices'],
          data: [
            [['a', 'b'], [1.5]],
            [['c'], []],
          ],
        },
      },
    ],
    ['instances', { instances: records }],
    ['inputs', { inputs: { basket: [['a', 'b'], ['c']], prices: [[1.5], []] } }],
  ])('is read by MLflow as %s', async (_form, body) => {
    expect(await answerOf(invocations, body)).toEqual({ predictions: lists });
  });

  test.each<[string, unknown]>([
    ['records', { input_data: records }],
    ['a table', { input_data: { columns: ['basket'], data: [[['a', 'b']], [['c']]] } }],
  ])('is read by Azure ML as %s', async (_form, body) => {
    expect(await answerOf(score, body)).toMatchObject([{ seen: ['a', 'b', ''] }, { seen: ['c', '', ''] }]);
  });

  test('is a tensor [N, M] of the Open Inference Protocol', async () => {
    const basket = { name: 'basket', shape: [1, 3], datatype: 'BYTES', data: ['a', 'b', ''] };
    const prices = { name: 'prices', shape: [1, 2], datatype: 'FP32', data: [1, 2] };
    expect(await v2.infer('bag', { inputs: [basket, prices] })).toMatchObject({
      outputs: [
        { name: 'seen', shape: [1, 3], data: ['a', 'b', ''] },
        { name: 'counted', shape: [1, 2], data: [1, 2] },
      ],
    });
  });

  test.each<[string, unknown, string]>([
    ['is too long', { basket: ['a', 'b', 'c', 'd'] }, '"basket" has 4 values, more than 3'],
    ['holds another type', { basket: ['a', 7] }, '"basket" has a value 2 that is 7, expected a text'],
    ['holds nothing in a place', { basket: [null] }, '"basket" has a value 1 that is missing'],
    ['is an object', { basket: { a: 1 } }, '"basket" is {"a":1}, expected a list'],
    ['is missing', {}, '"basket" is missing'],
    [
      'holds no numbers',
      { basket: [], prices: ['x'] },
      '"prices" has a value 1 that is "x", expected a number',
    ],
  ])('is an error of its record when it %s', async (_what, record, what) => {
    const body = await post(predict, {
      path: '/models/bag/predict?onError=record',
      params: { model: 'bag' },
      body: JSON.stringify([records[0], record]),
    });
    expect(JSON.parse(Buffer.from(body.body as Uint8Array).toString())).toMatchObject({
      predictions: [lists[0], { error: { message: `Cannot score record 2 of "bag": ${what}` } }],
    });
  });

  test('is an error of its record in a table, too', async () => {
    const table = 'id,basket,prices\n7,a,1|2|3\n';
    expect(await answerOf(predict, table, 'text/csv')).toMatchObject({
      error: 'Cannot score record 1 of "bag": "prices" has 3 values, more than 2',
    });
  });
});
