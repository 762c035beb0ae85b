import { BlobServiceClient, RestError } from '@azure/storage-blob';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { triggerOf } from '../invoker.ts';
import { toBlobInvocation } from './blob-invocation.ts';
import { compileBlobPattern } from './blob-pattern.ts';
import { createBlobPoison } from './blob-poison.ts';
import { createLanes } from './lanes.ts';
import { createLoop, messageOf, type Trigger, type TriggerOptions } from './trigger.ts';

const pollMs = 500;

const isStopped = (signal: AbortSignal) => signal.aborted;
const isMissing = (error: unknown) => error instanceof RestError && error.statusCode === 404;

interface FoundBlob {
  readonly name: string;
  /** With its quotes, as the host writes it. */
  readonly etag: string;
  /** From the listing, which keeps the names as they were given. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Starts a function at least once for each blob and ETag, by scanning the container: also for those that came
 * while the host was down. After the last failed try a message for the blob goes to the poison queue.
 */
export function createBlobTrigger({
  metadata,
  invoker,
  state,
  settings,
  values,
  report,
}: TriggerOptions): Trigger {
  const binding = triggerOf(metadata);
  const connectionName = typeof binding.connection === 'string' ? binding.connection : 'AzureWebJobsStorage';
  const connection = resolveConnection(connectionName, values);
  const pattern = compileBlobPattern(resolveSetting(String(binding.path), values));
  const container = BlobServiceClient.fromConnectionString(connection).getContainerClient(pattern.container);
  const { maxDegreeOfParallelism, poisonBlobThreshold } = settings.extensions.blobs;
  const poison = createBlobPoison(connection, metadata.name, pattern.container);
  const lanes = createLanes(maxDegreeOfParallelism);

  const invoke = async ({ name, metadata: blobMetadata }: Omit<FoundBlob, 'etag'>) => {
    const client = container.getBlobClient(name);
    const event = {
      client,
      properties: await client.getProperties(),
      metadata: blobMetadata,
      values: pattern.match(name) ?? {},
      connection: connectionName,
    };
    await invoker.invoke(metadata.name, await toBlobInvocation(event, binding));
  };

  const attempt = async (blob: FoundBlob, signal: AbortSignal) => {
    const { name, etag } = blob;
    for (let tries = state.readReceipt(metadata.name, name, etag)?.tries ?? 0; !signal.aborted;) {
      try {
        await invoke(blob);
        state.writeReceipt(metadata.name, name, etag, { tries, done: true });
        return;
      } catch (error) {
        // A blob that is gone needs no more; one that the host's stop has cut off is found again at its start.
        if (isMissing(error) || isStopped(signal)) return;
        tries++;
        report(`Blob function "${metadata.name}" failed for "${name}": ${messageOf(error)}`);
      }
      const isExhausted = tries >= poisonBlobThreshold;
      if (isExhausted) await poison({ name, etag });
      state.writeReceipt(metadata.name, name, etag, { tries, done: isExhausted });
      if (isExhausted) {
        report(`Blob "${pattern.container}/${name}" failed ${tries} times: told ${createBlobPoison.queue}`);
        return;
      }
    }
  };

  async function* listFresh(abortSignal: AbortSignal): AsyncGenerator<FoundBlob> {
    const listing = container.listBlobsFlat({ prefix: pattern.prefix, includeMetadata: true, abortSignal });
    for await (const { name, properties, metadata: blobMetadata = {} } of listing) {
      const etag = `"${properties.etag.replaceAll('"', '')}"`;
      if (pattern.match(name) === undefined || lanes.has(name)) continue;
      if (state.readReceipt(metadata.name, name, etag)?.done !== true)
        yield { name, etag, metadata: blobMetadata };
    }
  }

  const scan = async (signal: AbortSignal): Promise<number> => {
    const startedAt = Date.now();
    try {
      for await (const blob of listFresh(signal)) lanes.add(blob.name, () => attempt(blob, signal), report);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    // A large container must not keep the machine busy with listing it.
    return Math.max(pollMs, 2 * (Date.now() - startedAt));
  };

  const loop = createLoop(pollMs, scan, report);
  return {
    description: `blob ${pattern.container}/${pattern.prefix}…`,
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await lanes.stop();
    },
    run: (input = '') => {
      const name = input.replace(/^\//, '').slice(pattern.container.length + 1);
      return invoke({ name, metadata: {} });
    },
  };
}
