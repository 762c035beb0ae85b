import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import type { ModelSource } from '../../src/scoring/repository/model-source.ts';
import { createBlobModelSource } from '../../src/storage/blob-model-source.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import type { ModelFiles } from '../scoring/models/model-files.ts';
import { describeModelSource } from '../scoring/models/model-source-contract.ts';

let azurite: Azurite;
let service: BlobServiceClient;
let cacheDirectory: string;
let containers = 0;

beforeAll(async () => {
  azurite = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 });
  service = createBlobServiceClient(azurite);
  cacheDirectory = await mkdtemp(path.join(tmpdir(), 'onscore-cache-'));
});
afterAll(async () => {
  await azurite.stop();
  await rm(cacheDirectory, { recursive: true });
});

async function openContainer() {
  const container = `models-${++containers}`;
  await service.getContainerClient(container).create();
  const source: ModelSource = createBlobModelSource({ service, container, cacheDirectory });
  const write = async (name: string, files: ModelFiles) => {
    for (const [file, content] of Object.entries(files)) {
      const bytes = Buffer.from(content);
      const blob = service.getContainerClient(container).getBlockBlobClient(`${name}/${file}`);
      await blob.upload(bytes, bytes.length);
    }
  };
  return { source, write };
}

describeModelSource('createBlobModelSource()', openContainer);

describe('createBlobModelSource()', () => {
  test('fetches a file once as long as it does not change', async () => {
    const { source, write } = await openContainer();
    await write('add', { '1/model.onnx': 'bytes' });
    const first = await source.fetch('add', '1/model.onnx');
    const files = await readdir(cacheDirectory);
    expect(await source.fetch('add', '1/model.onnx')).toBe(first);
    expect(await readdir(cacheDirectory)).toEqual(files);
    expect(path.extname(first)).toBe('.onnx');
  });

  test('throws InvalidModel for a file that is not there', async () => {
    const { source } = await openContainer();
    await expect(source.fetch('add', '1/model.onnx')).rejects.toMatchObject({
      code: 'InvalidModel',
      message: expect.stringMatching(
        /^Cannot load model "add": there is no "add\/1\/model.onnx" in the container "models-\d+"$/,
      ),
    });
  });

  test('has no models when its container is not there', async () => {
    const source = createBlobModelSource({ service, container: 'nowhere', cacheDirectory });
    expect(await source.list(AbortSignal.timeout(10_000))).toEqual(new Map());
  });

  test('is retryable when the storage is out of reach', async () => {
    const url = 'http://127.0.0.1:9/devstoreaccount1';
    const unreachable = new BlobServiceClient(url, undefined, { retryOptions: { maxTries: 1 } });
    const source = createBlobModelSource({ service: unreachable, container: 'models', cacheDirectory });
    await expect(source.list(AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: true,
      message: 'Cannot list the models of the container "models": the storage does not answer as it should',
    });
  });
});
