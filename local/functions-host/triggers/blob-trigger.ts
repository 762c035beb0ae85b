import { BlobServiceClient, RestError } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import type { HostSettings } from '../host-settings.ts';
import type { HostState } from '../host-state.ts';
import { type FunctionMetadata, type Invoker, triggerOf, WorkerLostError } from '../invoker.ts';
import { toBlobInvocation } from './blob-invocation.ts';
import { compileBlobPattern } from './blob-pattern.ts';
import { createLoop, type Trigger } from './trigger.ts';

export interface StorageTriggerOptions {
  readonly metadata: FunctionMetadata;
  readonly invoker: Invoker;
  readonly state: HostState;
  readonly settings: HostSettings;
  readonly values: Readonly<Record<string, string | undefined>>;
  readonly report: (line: string) => void;
}

const pollMs = 500;
const poisonQueue = 'webjobs-blobtrigger-poison';

const isMissing = (error: unknown) => error instanceof RestError && error.statusCode === 404;

/** Runs at most `limit` of the tasks at once. */
async function runBounded<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  const lane = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
}

/**
 * Starts a function at least once for each blob and ETag, by scanning the container: also for those that came
 * while the host was down. After the last failed try a message for the blob goes to the poison queue.
 */
export function createBlobTrigger(options: StorageTriggerOptions): Trigger {
  const { metadata, invoker, state, settings, values, report } = options;
  const binding = triggerOf(metadata);
  const connectionName = typeof binding.connection === 'string' ? binding.connection : 'AzureWebJobsStorage';
  const connection = resolveConnection(connectionName, values);
  const pattern = compileBlobPattern(resolveSetting(String(binding.path), values));
  const container = BlobServiceClient.fromConnectionString(connection).getContainerClient(pattern.container);
  const { maxDegreeOfParallelism, poisonBlobThreshold } = settings.extensions.blobs;

  const poison = async (blobName: string, etag: string) => {
    const queue = QueueServiceClient.fromConnectionString(connection).getQueueClient(poisonQueue);
    await queue.createIfNotExists();
    const message = {
      Type: 'BlobTrigger',
      FunctionId: `Host.Functions.${metadata.name}`,
      BlobType: 'BlockBlob',
      ContainerName: pattern.container,
      BlobName: blobName,
      ETag: etag,
    };
    await queue.sendMessage(Buffer.from(JSON.stringify(message, null, 2)).toString('base64'));
    report(
      `Blob "${pattern.container}/${blobName}" failed ${poisonBlobThreshold} times in "${metadata.name}": sent to ${poisonQueue}`,
    );
  };

  const invoke = async (blobName: string) => {
    const client = container.getBlobClient(blobName);
    const event = {
      client,
      properties: await client.getProperties(),
      values: pattern.match(blobName) ?? {},
      connection: connectionName,
    };
    await invoker.invoke(metadata.name, await toBlobInvocation(event, binding));
  };

  const attempt = async ({ name, etag }: { name: string; etag: string }, signal: AbortSignal) => {
    for (let tries = state.readReceipt(metadata.name, name, etag)?.tries ?? 0; !signal.aborted;) {
      try {
        await invoke(name);
        return state.writeReceipt(metadata.name, name, etag, { tries, done: true });
      } catch (error) {
        if (isMissing(error)) return;
        if (error instanceof WorkerLostError) continue;
        tries++;
        report(
          `Blob function "${metadata.name}" failed for "${name}": ${error instanceof Error ? error.message : String(error)}`,
        );
        const exhausted = tries >= poisonBlobThreshold;
        if (exhausted) await poison(name, etag);
        state.writeReceipt(metadata.name, name, etag, { tries, done: exhausted });
        if (exhausted) return;
      }
    }
  };

  const scan = async (signal: AbortSignal) => {
    const fresh: { name: string; etag: string }[] = [];
    try {
      for await (const { name, properties } of container.listBlobsFlat({
        prefix: pattern.prefix,
        abortSignal: signal,
      })) {
        const etag = `"${properties.etag.replaceAll('"', '')}"`;
        if (pattern.match(name) === undefined) continue;
        if (state.readReceipt(metadata.name, name, etag)?.done !== true) fresh.push({ name, etag });
      }
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
    await runBounded(fresh, maxDegreeOfParallelism, (blob) => attempt(blob, signal));
  };

  const loop = createLoop(pollMs, scan, report);
  return {
    description: `blob ${pattern.container}/${pattern.prefix}…`,
    start: () => Promise.resolve(loop.start()),
    stop: () => loop.stop(),
    run: (input = '') => invoke(input.replace(/^\//, '').slice(pattern.container.length + 1)),
  };
}
