import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { expectOip, oipPaths } from '../../functions/support/oip.ts';
import { loadTable, type Row, toJsonRecord } from '../support/churn.ts';
import { getJson } from '../support/jobs.ts';
import { waitUntil } from '../support/processes.ts';
import type { Product } from '../support/product.ts';

const count = 50;

interface Output {
  readonly name: string;
  readonly data: readonly unknown[];
}
interface Prediction {
  readonly prediction: string;
  readonly probability: number;
}

interface Stats {
  readonly name: string;
  readonly inference_count: number;
  readonly inference_stats: { readonly success: { readonly count: number } };
}

type Values = readonly (string | number | null)[];

/** The Open Inference Protocol v2 from outside, as a client of another server would speak it. */
export function describeV2(getProduct: () => Promise<Product>): void {
  let product: Product;
  let columns: readonly (readonly [string, Values])[];
  let expected: readonly Prediction[];

  beforeAll(async () => {
    product = await getProduct();
    const { rows } = await loadTable();
    const records = pickRecords(rows);
    columns = toColumns(records);
    const answer = await post('/models/churn/predict', JSON.stringify(records));
    ({ predictions: expected } = (await answer.json()) as { predictions: Prediction[] });
  }, 90_000);

  function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const json = { 'content-type': 'application/json' };
    return fetch(product.url + path, { method: 'POST', headers: { ...json, ...headers }, body });
  }

  describe('the Open Inference Protocol v2', () => {
    test('answers every path of the published description', async () => {
      await waitUntil('it is ready', () => getJson(`${product.url}/v2/health/ready`).catch(() => undefined));
      const inference = JSON.stringify({ inputs: columns.map(toJsonInput) });
      const answers = await Promise.all(
        oipPaths.flatMap(([path, methods]) =>
          methods.map(async (method) => {
            const url = product.url + path.replace('{model}', 'churn').replace('{version}', '1');
            const json = { 'content-type': 'application/json' };
            const body = { get: {}, post: { body: inference, headers: json } }[method];
            const response = await fetch(url, { method, ...body });
            return [path, response.status, response.headers.get('content-type')];
          }),
        ),
      );
      expect(answers).toHaveLength(6);
      expect(answers).toEqual(answers.map(([path]) => [path, 200, 'application/json']));
    });

    test('tells server and model as the description has it', async () => {
      expectOip('metadata_server_response', await getJson(`${product.url}/v2`));
      const metadata = await getJson<{ inputs: unknown[] }>(`${product.url}/v2/models/churn`);
      expectOip('metadata_model_response', metadata);
      expect(metadata.inputs).toHaveLength(19);
    });

    test('gives by JSON tensors the numbers that predict gives', async () => {
      const response = await post(
        '/v2/models/churn/infer',
        JSON.stringify({ inputs: columns.map(toJsonInput) }),
      );
      const answer = (await response.json()) as { outputs: Output[] };
      expectOip('inference_response', answer);
      const [label, probabilities] = answer.outputs;
      expect(label?.data).toEqual(expected.map(({ prediction }) => prediction));
      expect(secondOfPairs(probabilities?.data)).toEqual(expected.map(({ probability }) => probability));
    });

    test('gives by binary tensors the same numbers, in bytes', async () => {
      const parts = columns.map(([, values]) => toBytes(values));
      const inputs = columns.map(([name, values], k) => ({
        name,
        shape: [count, 1],
        datatype: toDatatype(values),
        parameters: { binary_data_size: parts[k]!.length },
      }));
      const outputs = [{ name: 'probabilities', parameters: { binary_data: true } }];
      const head = Buffer.from(JSON.stringify({ id: 'b-1', inputs, outputs }));
      const response = await post('/v2/models/churn/infer', new Uint8Array(Buffer.concat([head, ...parts])), {
        'content-type': 'application/octet-stream',
        'inference-header-content-length': String(head.length),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const length = Number(response.headers.get('inference-header-content-length'));
      expect(response.headers.get('content-type')).toBe('application/octet-stream');
      expect(JSON.parse(bytes.subarray(0, length).toString())).toEqual({
        model_name: 'churn',
        model_version: '1',
        id: 'b-1',
        outputs: [
          {
            name: 'probabilities',
            datatype: 'FP32',
            shape: [count, 2],
            parameters: { binary_data_size: 8 * count },
          },
        ],
      });
      const floats = new Float32Array(new Uint8Array(bytes.subarray(length)).buffer);
      expect(secondOfPairs([...floats])).toEqual(expected.map(({ probability }) => Math.fround(probability)));
    });

    test.each([
      ['an unknown model', '/v2/models/nope/infer', '{"inputs":[]}', 404],
      ['no inputs', '/v2/models/churn/infer', '{}', 400],
      ['no JSON', '/v2/models/churn/infer', '{', 400],
      [
        'a shape that expands',
        '/v2/models/churn/infer',
        '{"inputs":[{"name":"tenure","shape":[1000000,1000000],"datatype":"FP32","data":[]}]}',
        400,
      ],
    ])('refuses %s in the shape of the description', async (_what, path, body, status) => {
      const response = await post(path, body);
      const json: unknown = await response.json();
      expectOip('inference_error_response', json);
      expect(json).toHaveProperty('error', expect.stringMatching(/^Cannot /));
      expect(response.status).toBe(status);
    });

    test('takes and gives bodies in gzip', async () => {
      const times = 30;
      const inputs = columns.map((column) => {
        const input = toJsonInput(column);
        return {
          ...input,
          shape: [count * times, 1],
          data: Array.from({ length: times }, () => input.data).flat(),
        };
      });
      const body = new Uint8Array(gzipSync(JSON.stringify({ inputs })));
      const response = await post('/v2/models/churn/infer', body, { 'content-encoding': 'gzip' });
      const answer = (await response.json()) as { outputs: Output[] };
      expect(response.headers.get('content-encoding')).toBe('gzip');
      expect(answer.outputs[0]?.data.slice(-count)).toEqual(expected.map(({ prediction }) => prediction));
    });

    test('counts in its statistics what it answers', async () => {
      const read = async () => {
        const url = `${product.url}/v2/models/churn/versions/production/stats`;
        const { model_stats: stats } = await getJson<{ model_stats: Stats[] }>(url);
        return stats;
      };
      const [before] = await read();
      await post('/v2/models/churn/infer', JSON.stringify({ inputs: columns.map(toJsonInput) }));
      const [after, ...others] = await read();
      expect(others).toEqual([]);
      expect(after).toMatchObject({ name: 'churn', version: '1' });
      expect(after!.inference_count - before!.inference_count).toBe(count);
      expect(after!.inference_stats.success.count - before!.inference_stats.success.count).toBe(1);
      const all = await getJson<{ model_stats: Stats[] }>(`${product.url}/v2/models/stats`);
      expect(all.model_stats.map(({ name }) => name)).toContain('churn');
    });

    test('answers 405 to a wrong verb', async () => {
      const response = await fetch(`${product.url}/v2/models/churn/infer`);
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    });
  });
}

/** The first customers of whom everything is known. */
function pickRecords(rows: readonly Row[]): readonly Record<string, string | number | null>[] {
  return rows
    .filter((row) => row.total_charges !== '')
    .slice(0, count)
    .map(toJsonRecord);
}

function toColumns(records: ReturnType<typeof pickRecords>): readonly (readonly [string, Values])[] {
  const names = Object.keys(records[0]!).filter((name) => name !== 'customer_id');
  return names.map((name) => [name, records.map((record) => record[name] ?? null)]);
}

const toDatatype = (values: Values) => (typeof values[0] === 'string' ? 'BYTES' : 'FP32');

function toJsonInput([name, values]: readonly [string, Values]) {
  return { name, shape: [count, 1], datatype: toDatatype(values), data: values };
}

function toBytes(values: Values): Buffer {
  return toDatatype(values) === 'FP32'
    ? Buffer.from(Float32Array.from(values, Number).buffer)
    : Buffer.concat(values.flatMap((text) => [toLength(String(text)), Buffer.from(String(text))]));
}

function toLength(text: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return length;
}

const secondOfPairs = (values: readonly unknown[] = []) => values.filter((_, k) => k % 2 === 1);
