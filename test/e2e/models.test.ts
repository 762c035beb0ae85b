import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ModelFiles, toAddGraph, toModelFiles } from '../scoring/models/model-files.ts';
import { waitUntil } from './support/processes.ts';
import type { Product } from './support/product.ts';
import { useProduct } from './support/use-product.ts';

const shipped = new URL('../../models/', import.meta.url);
const one = { graph: toAddGraph(1), golden: [{ record: { x: 1 }, prediction: { y: 2 } }] };
const two = { graph: toAddGraph(2), golden: [{ record: { x: 1 }, prediction: { y: 3 } }] };
const wrong = { graph: toAddGraph(3), golden: [{ record: { x: 1 }, prediction: { y: 0 } }] };
const production = (version: string) => ({ aliases: { production: version } });

let models: string;
const getProduct = useProduct(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  await cp(new URL('churn', shipped), path.join(models, 'churn'), { recursive: true });
  await writeFolder('add', toModelFiles('add', { '1': one }));
  return { environment: { MODELS_DIR: models, MODELS_POLL_SECONDS: '1' } };
});
let product: Product;
beforeAll(async () => {
  product = await getProduct();
}, 90_000);
afterAll(() => rm(models, { recursive: true }));

async function writeFolder(name: string, files: ModelFiles): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(models, name, file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

async function upload(name: string, files: ModelFiles): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const bytes = Buffer.from(content);
    const blob = product.blobs.getContainerClient('models').getBlockBlobClient(`${name}/${file}`);
    await blob.upload(bytes, bytes.length);
  }
}

async function send(method: string, target: string, body?: unknown) {
  const response = await fetch(product.url + target, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

const predict = (name: string) => send('POST', `/models/${name}/predict`, { x: 10 });
const answer = (model: string, version: string, y: number) => ({
  status: 200,
  json: { model, version, predictions: [{ y }] },
});
const untilVersion = (name: string, version: string) =>
  waitUntil(
    `version ${version} of ${name} answers`,
    async () => (await predict(name)).json.version === version,
    20_000,
  );
const untilReady = (name: string, version: string) =>
  waitUntil(
    `version ${version} of ${name} is ready`,
    async () => (await send('GET', `/v2/models/${name}/versions/${version}/ready`)).status === 200,
    20_000,
  );

describe('models of the running product', () => {
  test('a version dropped into the folder serves, and production rolls back to the one before', async () => {
    expect(await predict('add')).toMatchObject(answer('add', '1', 11));
    await writeFolder('add', toModelFiles('add', { '1': one, '2': two }));
    await untilReady('add', '2');
    const moved = await send('PUT', '/models/add/aliases/production', { version: '2' });
    expect(moved).toMatchObject({ status: 200, json: { version: '2', previous: '1' } });
    expect(await predict('add')).toMatchObject(answer('add', '2', 12));
    expect((await send('POST', '/models/add/aliases/production/rollback')).json).toMatchObject({
      version: '1',
    });
    expect(await predict('add')).toMatchObject(answer('add', '1', 11));
  }, 60_000);

  test('a version that fails its golden records never serves', async () => {
    await writeFolder('add', toModelFiles('add', { '1': one, '3': wrong }, production('3')));
    const reason = 'Cannot load model "add": version "3" fails its golden record 1: "y" is 4, expected 0';
    await waitUntil(
      'the index says why',
      async () => {
        const { json } = await send('POST', '/v2/repository/index', {});
        return JSON.stringify(json).includes(JSON.stringify(reason).slice(1, -1));
      },
      20_000,
    );
    expect(await predict('add')).toMatchObject(answer('add', '1', 11));
  }, 60_000);

  test('a model dropped into the container serves, and comes before one that ships', async () => {
    await upload('dropped', toModelFiles('dropped', { '1': two }));
    await upload('add', toModelFiles('add', { '7': two }));
    await untilVersion('dropped', '1');
    expect(await predict('dropped')).toMatchObject(answer('dropped', '1', 12));
    await untilVersion('add', '7');
    expect(await predict('add')).toMatchObject(answer('add', '7', 12));
    await upload('add', toModelFiles('add', { '7': two, '8': one }));
    await untilReady('add', '8');
    expect(await send('PUT', '/models/add/aliases/production', { version: '8' })).toMatchObject({
      status: 200,
    });
    const blob = product.blobs.getContainerClient('models').getBlobClient('add/model.json');
    expect(JSON.parse(String(await blob.downloadToBuffer()))).toMatchObject({
      aliases: { production: '8' },
      previous: { production: '7' },
    });
    expect(await predict('add')).toMatchObject(answer('add', '8', 11));
  }, 60_000);

  test('requests are answered throughout, each by the version that it says', async () => {
    const answers: Awaited<ReturnType<typeof predict>>[] = [];
    let isMoving = true;
    const clients = Array.from({ length: 16 }, async () => {
      while (isMoving) answers.push(await predict('add'));
    });
    const moves: number[] = [];
    for (const version of ['7', '8', '7', '8']) {
      moves.push((await send('PUT', '/models/add/aliases/production', { version })).status);
    }
    isMoving = false;
    await Promise.all(clients);
    expect(moves).toEqual([200, 200, 200, 200]);
    const seen = new Set(answers.map(({ status, json }) => `${status} ${JSON.stringify(json)}`));
    const expected = [answer('add', '7', 12), answer('add', '8', 11)];
    expect([...seen].sort()).toEqual(expected.map(({ status, json }) => `${status} ${JSON.stringify(json)}`));
  }, 60_000);
});
