import type { AppendBlobClient, ContainerClient } from '@azure/storage-blob';
import type { AppendLog } from '../telemetry/append-log.ts';
import { isNotFound, orFail } from './storage-error.ts';

/** What every version of the service takes as one block. */
const maxBlockBytes = 4 * 1024 * 1024;

/** Keeps files of lines as append blobs. Lines may be there twice when the storage fails just after it took them. */
export function createAzureAppendLog(container: ContainerClient): AppendLog {
  return {
    append: (name, lines, signal) =>
      orFail(`Cannot append to "${container.containerName}/${name}"`, async () => {
        const client = container.getAppendBlobClient(name);
        for (let at = 0; at < lines.length; at += maxBlockBytes)
          await appendBlock(client, lines.subarray(at, at + maxBlockBytes), signal);
      }),
  };
}

/** Only the first block of a file finds none. */
async function appendBlock(
  client: AppendBlobClient,
  block: Uint8Array,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    await client.appendBlock(block, block.length, { abortSignal });
  } catch (thrown) {
    if (!isNotFound(thrown)) throw thrown;
    await client.createIfNotExists({
      abortSignal,
      blobHTTPHeaders: { blobContentType: 'application/jsonl' },
    });
    await client.appendBlock(block, block.length, { abortSignal });
  }
}
