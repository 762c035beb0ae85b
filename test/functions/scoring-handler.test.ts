import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpResponseInit, LogLevel } from '@azure/functions';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { createPredictHandler } from '../../src/functions/predict.ts';
import { createRequestLog } from '../../src/functions/observe/request-log.ts';
import type { ScoringHandlerDependencies } from '../../src/functions/scoring-handler.ts';
import { toScoringError } from '../../src/scoring/scoring-error.ts';
import { readGolden } from './support/golden.ts';
import { limits, openRealTime, type RealTime } from './support/real-time.ts';

type Score = ScoringHandlerDependencies['scorer']['score'];

interface Sent {
  readonly body?: unknown;
  readonly query?: string;
  readonly headers?: Record<string, string>;
  readonly dependencies?: Partial<ScoringHandlerDependencies>;
  readonly gone?: AbortSignal;
}

let realTime: RealTime;
let record: Readonly<Record<string, unknown>>;
let logged: { readonly level: LogLevel; readonly line: unknown }[];

beforeAll(async () => {
  realTime = await openRealTime();
  record = (await readGolden('churn'))[0]!;
});
beforeEach(() => void (logged = []));
afterAll(() => realTime.close());

async function send({ body = record, query = '', headers = {}, dependencies, gone }: Sent = {}) {
  const url = new URL(`http://127.0.0.1/models/churn/predict${query}`);
  const request = new HttpRequest({
    method: 'POST',
    url: url.href,
    params: { model: 'churn' },
    query: Object.fromEntries(url.searchParams),
    headers: { 'content-type': 'application/json', ...headers },
    body: { bytes: Buffer.from(JSON.stringify(body)) },
  });
  const context = new InvocationContext({
    invocationId: 'i',
    functionName: 'predict',
    logHandler: (level, line: unknown) => void logged.push({ level, line: JSON.parse(String(line)) }),
  });
  const handler = createPredictHandler({ ...realTime, limits, ...dependencies }, () => undefined);
  return handler(gone === undefined ? request : Object.assign(request, { signal: gone }), context);
}

const headersOf = ({ headers }: HttpResponseInit) => z.record(z.string(), z.string()).parse(headers);

/** Waits until it is told to stop, as a scorer does that is too busy. */
const neverScore: Score = (_model, _records, request) =>
  new Promise((_resolve, reject) => {
    request?.signal?.addEventListener('abort', () => reject(toScoringError(request.signal?.reason)));
  });

describe('a scoring route', () => {
  test('echoes the id of the request when it can be passed on', async () => {
    const headers = { 'x-request-id': 'shop-1:a/b=~' };
    expect(headersOf(await send({ headers }))).toMatchObject(headers);
    expect(headersOf(await send({ headers, body: {} }))).toMatchObject(headers);
  });

  test.each(['', 'a b', 'é', '"', 'x'.repeat(129)])('makes up an id when %j is given', async (id) => {
    const given = headersOf(await send({ headers: { 'x-request-id': id } }))['x-request-id'];
    expect(given).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test.each([
    ['of an answer', {}],
    ['of an error', { body: {} }],
  ])('says where the time went %s', async (_what, sent) => {
    expect(headersOf(await send(sent))['server-timing']).toMatch(
      /^queue;dur=[\d.]+, parse;dur=[\d.]+, infer;dur=[\d.]+, serialise;dur=[\d.]+$/,
    );
  });

  test.each<[string, Sent]>([
    ['its timeout is "soon", expected milliseconds above 0', { headers: { timeout: 'soon' } }],
    ['its timeout is "0", expected milliseconds above 0', { query: '?timeout=0' }],
    ['its timeout is 60001 ms, more than 60000', { headers: { timeout: '60001' } }],
    ['its timeout is 60001 ms, more than 60000', { query: '?timeout=60001' }],
  ])('refuses a request when %s', async (what, sent) => {
    expect(await send(sent)).toMatchObject({
      status: 400,
      jsonBody: { code: 'InvalidRequest', error: `Cannot read the request: ${what}` },
    });
  });

  test('answers 504 when the time is over', async () => {
    const scorer = { score: neverScore };
    expect(await send({ headers: { timeout: '20' }, dependencies: { scorer } })).toMatchObject({
      status: 504,
      jsonBody: {
        error: 'Cannot score the records: they were not scored within 20 ms',
        code: 'Timeout',
        details: { timeoutMs: 20 },
      },
    });
  });

  test('answers 504 when the model does not come in time', async () => {
    const repository = { resolve: () => new Promise<never>(() => undefined) };
    const response = await send({ query: '?timeout=20', dependencies: { repository } });
    expect(response.status).toBe(504);
  });

  test('stops the work when the caller has gone', async () => {
    const stopped: unknown[] = [];
    const scorer = {
      score: ((...call) =>
        neverScore(...call).catch((reason: unknown) => {
          stopped.push(reason);
          throw reason;
        })) satisfies Score,
    };
    expect(await send({ gone: AbortSignal.timeout(20), dependencies: { scorer } })).toMatchObject({
      status: 503,
      jsonBody: { error: 'Cannot score the records: the caller has gone' },
    });
    expect(stopped).toMatchObject([{ code: 'Unavailable' }]);
  });

  test('takes no more time from the models than the records need', async () => {
    const { score } = realTime.scorer;
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () =>
        send({ headers: { timeout: '50000' }, dependencies: { scorer: { score } } }),
      ),
    );
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set([undefined]));
  });
});

describe('an error of a scoring route', () => {
  const badRecord = () => ({ ...record, tenure: 'secret' });
  test.each([
    [
      'full',
      {
        error: 'Cannot score record 1 of "churn": "tenure" is "secret", expected a number',
        code: 'InvalidRecord',
        details: { row: 1, key: 'C00001', column: 'tenure', code: 'InvalidValue', failed: 1 },
      },
    ],
    [
      'names',
      {
        error: 'Cannot score a record: a value is missing or invalid (record 1, "tenure")',
        code: 'InvalidRecord',
        details: { row: 1, column: 'tenure', code: 'InvalidValue', failed: 1 },
      },
    ],
    [
      'generic',
      {
        error: 'Cannot score a record: a value is missing or invalid (record 1)',
        code: 'InvalidRecord',
        details: { row: 1, code: 'InvalidValue', failed: 1 },
      },
    ],
  ] as const)('tells what it may when the detail is %s', async (errorDetail, jsonBody) => {
    const response = await send({ body: badRecord(), dependencies: { errorDetail } });
    expect(response.jsonBody).toEqual(jsonBody);
  });

  test.each([
    ['names', 'Cannot score record 2: "tenure": a value is invalid', { column: 'tenure' }],
    ['generic', 'Cannot score record 2: a value is invalid', {}],
  ] as const)('tells of one record what it may when the detail is %s', async (errorDetail, message, more) => {
    const sent = { body: [record, badRecord()], query: '?onError=record', dependencies: { errorDetail } };
    const { predictions } = z
      .object({ predictions: z.array(z.unknown()) })
      .parse(JSON.parse(z.string().parse((await send(sent)).body)));
    expect(predictions[1]).toEqual({ error: { row: 2, code: 'InvalidValue', message, ...more } });
  });

  test('keeps the numbers of limits when the detail is generic', async () => {
    const small = { ...limits, maxRecords: 1 };
    const sent = { body: [record, record], dependencies: { errorDetail: 'generic' as const, limits: small } };
    expect((await send(sent)).jsonBody).toEqual({
      error: 'Cannot read the request: it is too large',
      code: 'TooLarge',
      details: { records: 2, maxRecords: 1 },
    });
  });
});

describe('createRequestLog()', () => {
  const observers = [createRequestLog({ slowMs: 10_000 })];

  test('logs nothing when a request goes well', async () => {
    await send({ dependencies: { observers } });
    expect(logged).toEqual([]);
  });

  test('logs the code of a fault of the caller, and none of its values', async () => {
    const headers = { 'x-request-id': 'r-1' };
    await send({ body: { ...record, tenure: 'secret' }, headers, dependencies: { observers } });
    expect(logged).toEqual([
      {
        level: 'information',
        line: {
          event: 'failed request',
          requestId: 'r-1',
          dialect: 'predict',
          model: 'churn',
          version: '1',
          records: 1,
          ms: expect.any(Number),
          code: 'InvalidRecord',
        },
      },
    ]);
  });

  test('logs what lies behind a fault of ours', async () => {
    const scorer = { score: () => Promise.reject(new Error('disk on fire')) };
    const response = await send({ dependencies: { observers, scorer } });
    expect(JSON.stringify(response)).not.toMatch(/fire/);
    expect(logged).toMatchObject([
      {
        level: 'error',
        line: { code: 'Internal', cause: expect.stringContaining('Error: disk on fire\n    at ') },
      },
    ]);
  });

  test('logs a request that is slow', async () => {
    const slow = [createRequestLog({ slowMs: 0 })];
    await send({ dependencies: { observers: slow } });
    expect(logged).toMatchObject([
      { level: 'warning', line: { event: 'slow request', inferMs: expect.any(Number) } },
    ]);
  });
});

describe('the limits of a scoring route', () => {
  const many = (count: number) => Array.from({ length: count }, () => record);
  test.each<[string, Sent, string]>([
    [
      'records',
      { body: many(3), dependencies: { limits: { ...limits, maxRecords: 2 } } },
      'Cannot score the records with "churn": there are 3, more than 2',
    ],
    [
      'cells',
      { body: many(3), dependencies: { limits: { ...limits, maxCells: 40 } } },
      'Cannot score the records with "churn": they have 57 values, more than 40',
    ],
    [
      'depth',
      { body: { deep: [[[]]] }, dependencies: { limits: { ...limits, maxJsonDepth: 3 } } },
      'Cannot read the request: its JSON nests deeper than 3',
    ],
    [
      'bytes',
      { body: 'x'.repeat(98), dependencies: { limits: { ...limits, maxBodyBytes: 99 } } },
      'Cannot read the request: it has 100 bytes, more than 99',
    ],
  ])('say both numbers when there are too many %s', async (_what, sent, error) => {
    expect(await send(sent)).toMatchObject({ status: 413, jsonBody: { code: 'TooLarge', error } });
  });
});
