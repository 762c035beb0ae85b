import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BlobServiceClient } from '@azure/storage-blob';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import type { BlobStore } from '../../src/jobs/blob-store.ts';
import { createAzureBlobStore } from '../../src/storage/azure-blob-store.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { describeBlobStore } from '../jobs/contracts/blob-store.ts';

let azurite: Azurite;
let blobs: BlobStore;

beforeAll(async () => {
  azurite = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 });
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
