import type { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import { createAzureAppendLog } from '../../src/storage/azure-append-log.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';

let azurite: Azurite;
let service: BlobServiceClient;

beforeAll(async () => {
  azurite = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 });
  service = createBlobServiceClient(azurite);
  await service.getContainerClient('captures').create();
});
afterAll(() => azurite.stop());

const signal = () => AbortSignal.timeout(10_000);

describe('createAzureAppendLog()', () => {
  test('makes a file and adds to it, more than a block holds too', async () => {
    const container = service.getContainerClient('captures');
    const log = createAzureAppendLog(container);
    const large = Buffer.alloc(5 * 1024 * 1024, 'x');
    await log.append('churn/1/a.jsonl', Buffer.from('1\n'), signal());
    await log.append('churn/1/a.jsonl', large, signal());
    await log.append('churn/1/a.jsonl', Buffer.from('\n2\n'), signal());
    const found = await container.getBlobClient('churn/1/a.jsonl').downloadToBuffer();
    expect(found.equals(Buffer.concat([Buffer.from('1\n'), large, Buffer.from('\n2\n')]))).toBe(true);
  });

  test('fails in words when there is no container', async () => {
    const log = createAzureAppendLog(service.getContainerClient('nowhere'));
    await expect(log.append('a', Buffer.from('1\n'), signal())).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot append to "nowhere/a": the storage does not answer as it should',
    });
  });
});
