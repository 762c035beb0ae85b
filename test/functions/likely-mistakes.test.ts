import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { callMethods, type HandlerCall } from './support/call-handler.ts';
import { columns, records, toCsv, toRows } from './support/churn-golden.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

let realTime: RealTime;
let methods: HttpRoute['methods'];

beforeAll(async () => {
  realTime = await openRealTime();
  const dependencies = { ...realTime, limits: { ...limits, maxRecords: 20, maxBodyBytes: 50_000 } };
  methods = { POST: createPredictHandler(dependencies, ({ params }) => params.version) };
});

afterAll(() => realTime.close());

const call = (body: unknown, more: HandlerCall = {}) =>
  callMethods(methods, {
    path: '/models/churn/predict',
    params: { model: 'churn' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...more,
  });

const shipped = (await readdir(new URL('../../models', import.meta.url), { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => JSON.stringify(name))
  .sort()
  .join(', ');
const first = records[0] ?? {};
const withoutTenure = Object.fromEntries(Object.entries(first).filter(([name]) => name !== 'tenure'));
const csv = { headers: { 'content-type': 'text/csv' } };
const table = toCsv(records.slice(0, 2));
const record = 'Cannot score record 1 of "churn":';
const request = 'Cannot read the request:';
const tableOf = 'Cannot score the table with "churn":';
const aboveAll = 'x'.repeat(50_001);

describe('a likely mistake', () => {
  test.each<[string, unknown, HandlerCall, number, string]>([
    [
      'a field misspelt',
      { ...withoutTenure, Tenure: 5 },
      {},
      400,
      `${record} "tenure" is missing, but there is "Tenure": did you mean "tenure"?`,
    ],
    ['a field left out', withoutTenure, {}, 400, `${record} "tenure" is missing`],
    ['a field that is null', { ...first, tenure: null }, {}, 400, `${record} "tenure" is missing`],
    [
      'a text for a number',
      { ...first, tenure: 'abc' },
      {},
      400,
      `${record} "tenure" is "abc", expected a number`,
    ],
    [
      'a number in quotes',
      { ...first, tenure: '5' },
      {},
      400,
      `${record} "tenure" is "5", expected a number`,
    ],
    ['a number for a text', { ...first, contract: 5 }, {}, 400, `${record} "contract" is 5, expected a text`],
    [
      'a list for a value',
      { ...first, tenure: [5] },
      {},
      400,
      `${record} "tenure" is [5], expected a number`,
    ],
    [
      'a number too large',
      { ...first, tenure: 1e39 },
      {},
      400,
      `${record} "tenure" is 1e+39, expected a number within float32`,
    ],
    [
      'lists for records',
      toRows(columns, records.slice(0, 1)).map((row) => row.slice(0, 2)),
      {},
      400,
      `${record} it is [1,0], expected an object`,
    ],
    ['nothing', '', {}, 400, `${request} its body is empty`],
    [
      'JSON cut short',
      '{"tenure": 5',
      {},
      400,
      `${request} it is not JSON: Expected ',' or '}' after property value in JSON at position 12 (line 1 column 13)`,
    ],
    [
      'a form',
      'tenure=5',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      415,
      `${request} its content type is "application/x-www-form-urlencoded", expected application/json or text/csv`,
    ],
    [
      'no content type',
      first,
      { headers: { 'content-type': '' } },
      415,
      `${request} its content type is "", expected application/json or text/csv`,
    ],
    ['an empty list', [], {}, 400, `${request} it holds no records`],
    ['records that are none', { records: first }, {}, 400, `${request} "records" is not an array`],
    [
      'too many records',
      Array.from({ length: 21 }, () => first),
      {},
      413,
      'Cannot score the records with "churn": there are 21, more than 20',
    ],
    ['too large a body', aboveAll, {}, 413, `${request} it has 50001 bytes, more than 50000`],
    [
      'a model that is not there',
      first,
      { params: { model: 'chrun' } },
      404,
      `Cannot find model "chrun": there is ${shipped}`,
    ],
    [
      'a version that is not there',
      first,
      { params: { model: 'churn', version: '2' } },
      404,
      'Cannot find version "2" of model "churn": there is "1", "production"',
    ],
    [
      'CSV without header',
      table.split('\n').slice(1).join('\n'),
      csv,
      400,
      `Cannot score the table: column "No" comes twice in its header, and "1" is where a name should be: the first line must hold the names of the columns`,
    ],
    [
      'CSV with another delimiter',
      table.replaceAll(',', ':'),
      csv,
      400,
      `${tableOf} column "female" is missing, since the first line is one name, "customer_id:multiple_lines:internet_service:online_security:": names are separated by comma, semicolon, tab or |`,
    ],
    [
      'CSV with a column misspelt',
      table.replace('tenure', 'Tenure'),
      csv,
      400,
      `${tableOf} column "tenure" is missing, but there is "Tenure": did you mean "tenure"?`,
    ],
    [
      'CSV with a field too many',
      `${table},5`,
      csv,
      400,
      'Cannot score record 2 of "churn": it has 21 fields, expected 20',
    ],
    [
      'CSV with a header alone',
      `${table.split('\n')[0] ?? ''}\n`,
      csv,
      400,
      'Cannot score the table: it has a header but no records',
    ],
    [
      'bad base64',
      { image: 'not base64!' },
      { params: { model: 'clothing' } },
      400,
      'Cannot score record 1 of "clothing": "image" is "not base64!", expected an image in base64',
    ],
    [
      'an image that is none',
      { image: 'aGVsbG8=' },
      { params: { model: 'clothing' } },
      400,
      'Cannot score record 1 of "clothing": "image" is no image, expected a PNG or JPEG',
    ],
  ])('%s is told by what to do', async (_mistake, body, more, status, message) => {
    const answered = await call(body, more);
    expect(answered.json).toMatchObject({ error: message });
    expect(answered.status).toBe(status);
  });
});
