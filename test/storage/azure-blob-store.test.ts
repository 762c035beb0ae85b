import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BlobServiceClient } from '@azure/storage-blob';
import { createFaultRegistry } from '../../local/faults/fault-registry.ts';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import type { BlobStore } from '../../src/jobs/blob-store.ts';
import { createAzureBlobStore } from '../../src/storage/azure-blob-store.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { describeBlobStore } from '../jobs/contracts/blob-store.ts';

const faults = createFaultRegistry();
let azurite: Azurite;
let blobs: BlobStore;

beforeAll(async () => {
  azurite = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0, faults });
  const service = createBlobServiceClient(azurite);
  await service.getContainerClient('job-state').create();
  blobs = createAzureBlobStore(service);
});
afterAll(() => azurite.stop());

describeBlobStore('createAzureBlobStore()', () => blobs);

describe('createAzureBlobStore()', () => {
  test('tells where the account is', () => {
    expect(blobs.accountUrl).toBe(azurite.blobUrl.replace(/\/$/, ''));
  });

  test('asks again while the storage is throttled, listings too', async () => {
    const rule = { service: 'blob', effect: { kind: 'status', status: 429 }, rate: 0.3, seed: 7 } as const;
    const { id } = await faults.add(rule);
    try {
      const paths = Array.from({ length: 10 }, (_, k) => ({ container: 'job-state', name: `busy/${k}` }));
      await Promise.all(paths.map((path) => blobs.write(path, path.name)));
      const read = await Promise.all(paths.map((path) => blobs.read(path)));
      const listed: string[] = [];
      for await (const { name } of blobs.list('job-state', 'busy/')) listed.push(name);
      expect(read.map((bytes) => Buffer.from(bytes ?? []).toString())).toEqual(paths.map(({ name }) => name));
      expect(listed).toEqual(paths.map(({ name }) => name));
    } finally {
      await faults.remove(id);
    }
  });

  test('is retryable when the storage is out of reach', async () => {
    const url = 'http://127.0.0.1:9/devstoreaccount1';
    const service = new BlobServiceClient(url, undefined, { retryOptions: { maxTries: 1 } });
    const unreachable = createAzureBlobStore(service);
    await expect(unreachable.read({ container: 'job-state', name: 'a' })).rejects.toMatchObject({
      code: 'Unavailable',
      retryable: true,
      message: 'Cannot read "job-state/a": the storage does not answer as it should',
    });
  });
});
