import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { HttpHandler } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { type Call, limits, type RealTime, openRealTime, post } from './support/real-time.ts';

const root = path.join(import.meta.dirname, '../..');
const prediction = z.object({ prediction: z.string(), probability: z.number() });
const answer = z.object({ model: z.string(), version: z.string(), predictions: z.array(prediction) });
const golden = z.array(z.object({ record: z.record(z.string(), z.unknown()), prediction }));

/** The gross domestic product of docs/series.md. */
const gdp = [
  ['2008Q3', '13324.600'],
  ['2008Q4', '13141.920'],
  ['2009Q1', '12925.410'],
  ['2009Q2', '12901.504'],
  ['2009Q3', '12990.341'],
] as const;

let realTime: RealTime;
let predict: HttpHandler;
let records: Record<string, unknown>[];
let expected: z.infer<typeof prediction>[];
let csv: string;

beforeAll(async () => {
  realTime = await openRealTime();
  predict = createPredictHandler(
    {
      ...realTime,
      limits: { ...limits, maxBodyBytes: 20_000, maxRecords: 20, maxCells: 380, maxJsonDepth: 4 },
    },
    ({ params }) => params.version,
  );
  const pairs = golden.parse(
    JSON.parse(await readFile(path.join(root, 'models/churn/1/golden.json'), 'utf8')),
  );
  records = pairs.map(({ record }) => record);
  expected = pairs.map((pair) => pair.prediction);
  csv = (await readFile(path.join(root, 'samples/churn/churn.csv'), 'utf8'))
    .split('\n')
    .slice(0, 4)
    .join('\n');
});

afterAll(() => realTime.close());

const call = (body: unknown, more: Partial<Call> = {}) =>
  post(predict, {
    path: '/models/churn/predict',
    params: { model: 'churn' },
    body: JSON.stringify(body),
    ...more,
  });

const jsonOf = ({ body }: { readonly body?: unknown }): unknown => JSON.parse(z.string().parse(body));

const textOf = (body: unknown): string => Buffer.from(z.instanceof(Uint8Array).parse(body)).toString();

const toGerman = (text: string) => text.replaceAll(',', ';').replaceAll('.', ',');

const callCsv = (body: string | Buffer, headers: Record<string, string> = {}) =>
  call(undefined, { body, headers: { 'content-type': 'text/csv', ...headers } });

/** Records of the golden file are exact; what is answered is the shortest number for the same float32. */
function expectGolden(found: readonly z.infer<typeof prediction>[], count: number) {
  expect(found.map((each) => each.prediction)).toEqual(
    expected.slice(0, count).map((each) => each.prediction),
  );
  const probabilities = expected.slice(0, count).map((each) => each.probability);
  expect(found.map((each) => Math.fround(each.probability))).toEqual(probabilities);
}

describe('POST /models/{model}/predict', () => {
  test('answers what onnxruntime gives when one record is sent', async () => {
    const response = await call(records[0]);
    expect(response.status).toBeUndefined();
    const { model, version, predictions } = answer.parse(jsonOf(response));
    expect([model, version, predictions.length]).toEqual(['churn', '1', 1]);
    expectGolden(predictions, 1);
  });

  test('answers in order when many records are sent', async () => {
    expectGolden(answer.parse(jsonOf(await call(records))).predictions, 10);
    expectGolden(answer.parse(jsonOf(await call({ records }))).predictions, 10);
  });

  test('answers the same when the version is named', async () => {
    const byVersion = await call(records, { params: { model: 'churn', version: '1' } });
    expect(jsonOf(byVersion)).toEqual(jsonOf(await call(records)));
  });

  test('reads CSV when it is sent', async () => {
    expectGolden(answer.parse(jsonOf(await callCsv(csv))).predictions, 3);
  });

  test.each<[string, (text: string) => Buffer]>([
    ['semicolons and decimal commas', (text) => Buffer.from(toGerman(text))],
    ['UTF-16', (text) => Buffer.from(`\uFEFF${toGerman(text)}`, 'utf16le')],
    ['Latin-1', (text) => Buffer.from(toGerman(text).replace('C00001', 'Müller'), 'latin1')],
  ])('reads CSV in %s, as jobs do', async (_, write) => {
    expectGolden(answer.parse(jsonOf(await callCsv(write(csv)))).predictions, 3);
  });

  test.each([
    ['utf-16', '\uFEFF', 'utf16le'],
    ['utf-16le', '', 'utf16le'],
    ['windows-1252', '\uFEFF', 'utf16le'],
    ['utf-8', '', 'utf8'],
  ] as const)('reads CSV that is said to be in %s, a mark %j before it', async (charset, mark, encoding) => {
    const body = Buffer.from(mark + csv.replace('C00001', 'Müller'), encoding);
    const response = await callCsv(body, {
      'content-type': `text/csv; charset=${charset}`,
      accept: 'text/csv',
    });
    expect(textOf(response.body).split('\n')[1]).toMatch(/^1,Müller,/);
  });

  test.each<[string, (text: string) => string]>([
    ['points', (text) => text],
    ['decimal commas', toGerman],
  ])('reads a table of series with %s, as jobs do', async (_, write) => {
    const text = ['series,quarter,amount', ...gdp.map(([quarter, amount]) => `realgdp,${quarter},${amount}`)];
    const response = await post(predict, {
      path: '/models/quarterly/predict',
      params: { model: 'quarterly' },
      headers: { 'content-type': 'text/csv' },
      body: write(`${text.join('\n')}\n`),
    });
    // As docs/series.md has it.
    expect(jsonOf(response)).toMatchObject({
      predictions: [{ forecast: [13084.732, 13189.47, 13294.843, 13403.704] }],
    });
  });

  test('names a column once that a table of series lacks', async () => {
    const response = await post(predict, {
      path: '/models/quarterly/predict',
      params: { model: 'quarterly' },
      headers: { 'content-type': 'text/csv' },
      body: 'quarter,amount\n2008Q3,13324.6\n',
    });
    expect(response).toMatchObject({
      status: 400,
      jsonBody: { error: 'Cannot score the table with "quarterly": column "series" is missing' },
    });
  });

  test('answers CSV when it is asked for', async () => {
    const { headers, body } = await callCsv(csv, { accept: 'text/csv' });
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'onscore-model': 'churn/1',
      'onscore-failed-records': '0',
    });
    const { predictions } = answer.parse(jsonOf(await callCsv(csv)));
    const lines = predictions.map(
      (each, row) => `${row + 1},C0000${row + 1},${each.prediction},${each.probability}`,
    );
    expect(textOf(body)).toBe(['row,customer_id,prediction,probability', ...lines, ''].join('\n'));
  });

  test('answers CSV without key when JSON without key is sent', async () => {
    const { body } = await call(
      { ...records[0], customer_id: undefined },
      { headers: { accept: 'text/csv' } },
    );
    expect(textOf(body)).toMatch(/^row,prediction,probability\n1,(Yes|No),0\.\d+\n$/);
  });

  test('answers a bad record in its place when asked to', async () => {
    const response = await call([records[0], { ...records[1], tenure: 'abc' }, records[2]], {
      path: '/models/churn/predict?onError=record',
    });
    expect(response.status).toBeUndefined();
    const whole = answer.parse(jsonOf(await call(records.slice(0, 3)))).predictions;
    expect(jsonOf(response)).toEqual({
      model: 'churn',
      version: '1',
      predictions: [
        whole[0],
        {
          error: {
            row: 2,
            key: 'C00002',
            column: 'tenure',
            code: 'InvalidValue',
            message: 'Cannot score record 2 of "churn": "tenure" is "abc", expected a number',
          },
        },
        whole[2],
      ],
    });
  });

  test('leaves a bad record out of CSV when asked to answer by record', async () => {
    const { headers, body } = await call([{ ...records[0], tenure: null }, records[1]], {
      path: '/models/churn/predict?onError=record',
      headers: { accept: 'text/csv' },
    });
    expect(headers).toMatchObject({ 'onscore-failed-records': '1' });
    expect(textOf(body)).toMatch(/^row,customer_id,prediction,probability\n2,C00002,No,[\d.]+\n$/);
  });

  test('tells the first bad record and how many there are when any is bad', async () => {
    const withoutTenure = { ...records[1], tenure: undefined };
    expect(await call([records[0], withoutTenure, { ...records[2], contract: 5 }])).toMatchObject({
      status: 400,
      jsonBody: {
        error: 'Cannot score record 2 of "churn": "tenure" is missing',
        code: 'InvalidRecord',
        details: { row: 2, key: 'C00002', column: 'tenure', code: 'MissingValue', failed: 2 },
      },
    });
  });

  test.each<[string, () => Promise<unknown>, object]>([
    [
      'the model is unknown',
      () => call({}, { params: { model: '..%2Fchurn' } }),
      {
        status: 404,
        jsonBody: {
          code: 'ModelNotFound',
          error: expect.stringMatching(/^Cannot find model "..%2Fchurn": there is "churn"/),
        },
      },
    ],
    [
      'the version is unknown',
      () => call({}, { params: { model: 'churn', version: '9' } }),
      {
        status: 404,
        jsonBody: {
          code: 'ModelNotFound',
          error: 'Cannot find version "9" of model "churn": there is "1", "production"',
        },
      },
    ],
    [
      'onError is none of the two',
      () => call(records[0], { path: '/models/churn/predict?onError=ignore' }),
      {
        status: 400,
        jsonBody: {
          code: 'InvalidRequest',
          error: 'Cannot read the request: onError is "ignore", expected request or record',
        },
      },
    ],
    [
      'the body is over the limit',
      () => call(undefined, { body: 'x'.repeat(20_001) }),
      {
        status: 413,
        jsonBody: { code: 'TooLarge', error: 'Cannot read the request: it has 20001 bytes, more than 20000' },
      },
    ],
    [
      'there are too many records',
      () => call(Array.from({ length: 21 }, () => ({}))),
      {
        status: 413,
        jsonBody: {
          code: 'TooLarge',
          error: 'Cannot score the records with "churn": there are 21, more than 20',
        },
      },
    ],
    [
      'there are too many lines of CSV',
      () => callCsv(`${csv}\n`.replace(/\n(.*)\n$/, (_all, line: string) => `\n${`${line}\n`.repeat(21)}`)),
      {
        status: 413,
        jsonBody: {
          code: 'TooLarge',
          error: 'Cannot score the records with "churn": there are 23, more than 20',
        },
      },
    ],
    [
      'CSV has no record',
      () => callCsv(`${csv.split('\n')[0] ?? ''}\n`),
      {
        status: 400,
        jsonBody: { code: 'InvalidInput', error: 'Cannot score the table: it has a header but no records' },
      },
    ],
    [
      'CSV lacks a column',
      () => callCsv('customer_id\nC1\n'),
      {
        status: 400,
        jsonBody: {
          code: 'InvalidInput',
          error: expect.stringMatching(
            /^Cannot score the table with "churn": column "female" is missing; missing, too: "senior_citizen", /,
          ) as unknown,
        },
      },
    ],
    [
      'CSV is empty',
      () => callCsv(''),
      { status: 400, jsonBody: { code: 'InvalidInput', error: 'Cannot score the table: it is empty' } },
    ],
    [
      'the media type is unknown',
      () => call({}, { headers: { 'content-type': 'application/xml' } }),
      {
        status: 415,
        jsonBody: {
          code: 'UnsupportedMediaType',
          error:
            'Cannot read the request: its content type is "application/xml", expected application/json or text/csv',
        },
      },
    ],
  ])('is a clear error when %s', async (_what, send, response) => {
    expect(await send()).toMatchObject(response);
  });
});
