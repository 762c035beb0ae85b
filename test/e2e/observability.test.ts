import { randomUUID } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsePrometheus } from '../functions/support/prometheus.ts';
import { loadTable, toJsonRecord } from './support/churn.ts';
import { waitUntil } from './support/processes.ts';
import { type Product, startProduct } from './support/product.ts';

const shipped = path.join(import.meta.dirname, '../../models/churn');
const traceParent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

let directory: string;
let product: Product;
let record: string;

/** Churn, whose requests are kept without the id of the customer. */
async function writeModels(): Promise<void> {
  await cp(shipped, path.join(directory, 'churn'), { recursive: true });
  const file = path.join(directory, 'churn/model.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as object;
  await writeFile(file, JSON.stringify({ ...manifest, capture: { percent: 100, mask: ['customer_id'] } }));
}

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'onscore-captured-'));
  await writeModels();
  product = await startProduct({
    environment: {
      MODELS_DIR: directory,
      MAX_TIMEOUT_MS: '5000',
      // Nobody listens there: tracing must not be felt.
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${randomUUID()};IngestionEndpoint=https://127.0.0.1:9/`,
      APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
      APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
    },
  });
  const { rows } = await loadTable();
  record = JSON.stringify(toJsonRecord(rows[0]!));
}, 90_000);

afterAll(async () => {
  await product.stop();
  await rm(directory, { recursive: true });
}, 30_000);

const predict = (headers: Record<string, string> = {}, body = record) =>
  fetch(`${product.url}/models/churn/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });

async function readCaptures(): Promise<string | undefined> {
  const container = product.blobs.getContainerClient('captures');
  for await (const { name } of container.listBlobsFlat({ prefix: 'churn/1/' }))
    return (await container.getBlobClient(name).downloadToBuffer()).toString();
  return undefined;
}

describe('a running product', () => {
  test('echoes ids, says where the time went, and bounds it', async () => {
    const answer = await predict({ 'x-request-id': 'shop-1', traceparent: traceParent });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-request-id')).toBe('shop-1');
    expect(answer.headers.get('server-timing')).toMatch(/^queue;dur=.*infer;dur=.*serialise;dur=/);
    const refused = await predict({ 'x-request-id': 'shop-2', timeout: '5001' });
    expect(refused.headers.get('x-request-id')).toBe('shop-2');
    expect(await refused.json()).toMatchObject({
      error: 'Cannot read the request: its timeout is 5001 ms, more than 5000',
    });
    const wrongMethod = await fetch(`${product.url}/models/churn/predict`, {
      headers: { 'x-request-id': 'shop-3' },
    });
    expect([wrongMethod.status, wrongMethod.headers.get('x-request-id')]).toEqual([405, 'shop-3']);
  });

  test('counts at /metrics what was sent', async () => {
    const scrape = async () => parsePrometheus(await (await fetch(`${product.url}/metrics`)).text());
    const name = 'onscore_requests_total{model="churn",version="1",dialect="predict"}';
    const before = (await scrape()).get(name) ?? 0;
    await Promise.all(Array.from({ length: 5 }, () => predict()));
    await predict({}, '{}');
    const after = await scrape();
    expect(after.get(name)).toBe(before + 6);
    expect(after.get('onscore_model_ready{model="churn",version="1"}')).toBe(1);
  });

  test('keeps requests of a model that asks for it, masked', async () => {
    await predict({ 'x-request-id': 'kept-1' });
    const isKept = async () => {
      const text = await readCaptures();
      return text?.includes('"requestId":"kept-1"') === true ? text : undefined;
    };
    const lines = (await waitUntil('the request is kept', isKept)).trimEnd().split('\n');
    const line = JSON.parse(lines.find((text) => text.includes('kept-1'))!) as Record<string, unknown>;
    expect(line).toMatchObject({ model: 'churn', version: '1', row: 1, key: '***', dialect: 'predict' });
    expect(line.prediction).toMatchObject({ probability: expect.any(Number) });
  });

  test('logs a line for a request that failed', async () => {
    await predict({ 'x-request-id': 'failed-1' }, '{"tenure":"secret"}');
    const logged = async () => (product.output().includes('"requestId":"failed-1"') ? true : undefined);
    await waitUntil('the line is there', logged);
    expect(product.output()).not.toMatch(/secret/);
  });
});
