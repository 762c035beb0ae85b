import { beforeAll, describe, expect, test } from '@jest/globals';
import { head, loadTable, type Row, scorePlainly, toJsonRecord } from '../support/churn.ts';
import { getJson } from '../support/jobs.ts';
import { waitUntil } from '../support/processes.ts';
import type { Product } from '../support/product.ts';

interface Answer {
  readonly model: string;
  readonly version: string;
  readonly predictions: readonly { readonly prediction: string; readonly probability: number }[];
}

/** What the real-time endpoint promises, checked from outside on whatever build of the app runs. */
export function describeRealTime(getProduct: () => Promise<Product>): void {
  let product: Product;
  let table: { text: string; rows: Row[] };

  beforeAll(async () => {
    [product, table] = await Promise.all([getProduct(), loadTable()]);
  }, 90_000);

  function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    return fetch(product.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
  }

  async function predict(body: unknown): Promise<Answer> {
    const response = await post('/models/churn/predict', JSON.stringify(body));
    expect(response.status).toBe(200);
    return (await response.json()) as Answer;
  }

  describe('POST /models/churn/predict', () => {
    test('answers what onnxruntime itself gives for the first customer', async () => {
      const [expected] = await scorePlainly(table.rows.slice(0, 1));
      const answer = await predict(toJsonRecord(table.rows[0]!));
      expect(answer).toMatchObject({ model: 'churn', version: '1' });
      expect(answer.predictions).toHaveLength(1);
      expect(answer.predictions[0]!.prediction).toBe(expected!.prediction);
      expect(Math.abs(answer.predictions[0]!.probability - expected!.probability)).toBeLessThan(1e-6);
    });

    test('answers many records in order, as an array and as {"records"}', async () => {
      const rows = table.rows.slice(0, 500);
      const expected = await scorePlainly(rows);
      const asArray = await predict(rows.map(toJsonRecord));
      const asObject = await predict({ records: rows.map(toJsonRecord) });
      expect(asArray).toEqual(asObject);
      expect(asArray.predictions.map((p) => p.prediction)).toEqual(expected.map((p) => p.prediction));
      const differences = asArray.predictions.map((p, k) =>
        Math.abs(p.probability - expected[k]!.probability),
      );
      expect(Math.max(...differences)).toBeLessThan(1e-6);
    });

    test('reads CSV, and answers CSV when asked', async () => {
      const csv = head(table.text, 3);
      const json = await post('/models/churn/predict', csv, { 'content-type': 'text/csv' });
      const answer = (await json.json()) as Answer;
      const text = await post('/models/churn/predict', csv, {
        'content-type': 'text/csv',
        accept: 'text/csv',
      });
      expect(text.headers.get('content-type')).toContain('text/csv');
      const lines = answer.predictions.map(
        (p, k) => `${k + 1},C0000${k + 1},${p.prediction},${p.probability}`,
      );
      expect(await text.text()).toBe(['row,customer_id,prediction,probability', ...lines, ''].join('\n'));
    });

    test('answers by pinned version as by alias', async () => {
      const record = JSON.stringify(toJsonRecord(table.rows[0]!));
      const pinned = await post('/models/churn/versions/1/predict', record);
      const byAlias = await post('/models/churn/predict', record);
      expect(await pinned.json()).toEqual(await byAlias.json());
    });

    test('harms no neighbour of a bad record when asked to answer by record', async () => {
      const good = toJsonRecord(table.rows[0]!);
      const body = JSON.stringify([good, { ...good, tenure: 'abc' }, good]);
      const response = await post('/models/churn/predict?onError=record', body);
      expect(response.status).toBe(200);
      const { predictions } = (await response.json()) as { predictions: unknown[] };
      expect(predictions[1]).toMatchObject({
        error: { message: 'Cannot score record 2 of "churn": "tenure" is "abc", expected a number' },
      });
      expect(predictions[0]).toEqual(predictions[2]);
    });
  });

  describe('bad requests', () => {
    const record = () => toJsonRecord(table.rows[0]!);
    const cases: [string, () => Promise<Response>, number, string][] = [
      ['an unknown model', () => post('/models/nope/predict', '{}'), 404, 'Cannot find model "nope"'],
      ['an unknown version', () => post('/models/churn/versions/9/predict', '{}'), 404, 'version "9"'],
      [
        'a model name with a path in it',
        () => post('/models/..%2Fchurn/predict', '{}'),
        404,
        'Cannot find model',
      ],
      ['no JSON', () => post('/models/churn/predict', '{"a":'), 400, 'Cannot read the request'],
      ['an empty body', () => post('/models/churn/predict', ''), 400, 'Cannot read the request'],
      ['a JSON number', () => post('/models/churn/predict', '5'), 400, 'Cannot read the request'],
      ['no record at all', () => post('/models/churn/predict', '[]'), 400, 'Cannot'],
      [
        'a record that is an array',
        () => post('/models/churn/predict', '[[1,2]]'),
        400,
        'Cannot score record 1 of "churn"',
      ],
      [
        'a missing field',
        () => post('/models/churn/predict', JSON.stringify({ ...record(), tenure: undefined })),
        400,
        'Cannot score record 1 of "churn": "tenure" is missing',
      ],
      [
        'a number that is none',
        () => post('/models/churn/predict', JSON.stringify({ ...record(), tenure: 'abc' })),
        400,
        'Cannot score record 1 of "churn": "tenure" is "abc", expected a number',
      ],
      [
        'a wrong JSON type',
        () => post('/models/churn/predict', JSON.stringify({ ...record(), contract: { a: 1 } })),
        400,
        'Cannot score record 1 of "churn": "contract"',
      ],
      [
        'a CSV without a column',
        () => post('/models/churn/predict', 'customer_id\nC1\n', { 'content-type': 'text/csv' }),
        400,
        'is missing',
      ],
      [
        'another media type',
        () => post('/models/churn/predict', '<a/>', { 'content-type': 'application/xml' }),
        415,
        'application/xml',
      ],
      [
        'a body over the limit',
        () => post('/models/churn/predict', new Uint8Array(17 * 1024 * 1024)),
        413,
        '16777216',
      ],
      ['an unknown route', () => fetch(`${product.url}/nothing/here`), 404, 'nothing/here'],
      ['a wrong method', () => fetch(`${product.url}/models/churn/predict`), 405, 'GET'],
      ['a prediction nobody made', () => fetch(`${product.url}/models/churn/predictions/none`), 404, 'none'],
      ['an unknown job', () => fetch(`${product.url}/jobs/none`), 404, 'none'],
      ['a job without input', () => post('/jobs', '{"model":"churn"}'), 400, 'input'],
      [
        'a job for an unknown model',
        () => post('/jobs', '{"model":"nope","input":"batch-input/churn/x.csv"}'),
        404,
        'Cannot find model "nope"',
      ],
      [
        'a job on a foreign container',
        () => post('/jobs', '{"model":"churn","input":"job-state/x.csv"}'),
        400,
        'job-state',
      ],
      [
        'a job with a setting that is none',
        () =>
          post(
            '/jobs',
            '{"model":"churn","input":"batch-input/churn/x.csv","settings":{"mini_batch_size":0}}',
          ),
        400,
        'mini_batch_size',
      ],
    ];

    test.each(cases)('%s is a clear error', async (_name, send, status, message) => {
      const response = await send();
      const text = await response.text();
      expect({ status: response.status, text }).toEqual({ status, text: expect.stringContaining('"error"') });
      const body = JSON.parse(text) as { error: string; code: string };
      expect(body.error).toContain(message);
      expect(body.code).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(text).not.toMatch(/ at .*\.(ts|js):\d+/);
    });

    test('405 names the methods that there are', async () => {
      const response = await fetch(`${product.url}/models/churn/predict`);
      expect(response.headers.get('allow')).toContain('POST');
    });
  });

  describe('GET', () => {
    test('/models lists the shipped model, /models/churn its contract', async () => {
      const { models } = await getJson<{ models: { name: string }[] }>(`${product.url}/models`);
      expect(models.map((model) => model.name)).toContain('churn');
      const churn = await getJson<{ key: string; inputs: unknown[] }>(`${product.url}/models/churn`);
      expect(churn.key).toBe('customer_id');
      expect(churn.inputs).toHaveLength(19);
    });

    test('/v2/health/live and /ready answer in JSON', async () => {
      expect(await getJson(`${product.url}/v2/health/live`)).toEqual({ live: true });
      const ready = () =>
        getJson<{ ready: boolean }>(`${product.url}/v2/health/ready`).catch(() => undefined);
      expect(await waitUntil('it is ready', ready)).toEqual({ live: true, ready: true });
    });
  });
}
