import { BlobServiceClient } from '@azure/storage-blob';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { type InvocationInput, triggerOf } from '../invoker.ts';
import { createBlobAttempts } from './blob-attempts.ts';
import { toBlobInvocation } from './blob-invocation.ts';
import { compileBlobPattern } from './blob-pattern.ts';
import { createBlobPoison } from './blob-poison.ts';
import { type FoundBlob, scanBlobs } from './blob-scan.ts';
import { createLanes } from './lanes.ts';
import { isMissing } from './storage-error.ts';
import { createLoop, type Trigger, type TriggerOptions } from './trigger.ts';

const pollMs = 500;

/** What a blob trigger watches, and how its function is called for a blob of it. */
function createBlobSource({ metadata, invoker, values }: TriggerOptions) {
  const binding = triggerOf(metadata);
  const connectionName = typeof binding.connection === 'string' ? binding.connection : 'AzureWebJobsStorage';
  const connection = resolveConnection(connectionName, values);
  const pattern = compileBlobPattern(resolveSetting(String(binding.path), values));
  const container = BlobServiceClient.fromConnectionString(connection).getContainerClient(pattern.container);

  const read = async ({
    name,
    metadata: given,
  }: Omit<FoundBlob, 'etag'>): Promise<InvocationInput | undefined> => {
    const client = container.getBlobClient(name);
    try {
      const properties = await client.getProperties();
      const matched = pattern.match(name) ?? {};
      const event = { client, properties, metadata: given, values: matched, connection: connectionName };
      return await toBlobInvocation(event, binding);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    connection,
    container,
    pattern,
    /** False where the blob is gone. */
    async invoke(blob: Omit<FoundBlob, 'etag'>): Promise<boolean> {
      const input = await read(blob);
      if (input !== undefined) await invoker.invoke(metadata.name, input);
      return input !== undefined;
    },
  };
}

/**
 * Starts a function at least once for each blob and ETag, by scanning the container: also for those that came
 * while the host was down. After the last failed try a message for the blob goes to the poison queue.
 */
export function createBlobTrigger(options: TriggerOptions): Trigger {
  const { metadata, state, settings, report } = options;
  const source = createBlobSource(options);
  const { connection, container, pattern } = source;
  const { maxDegreeOfParallelism, poisonBlobThreshold } = settings.extensions.blobs;
  const lanes = createLanes(maxDegreeOfParallelism);
  const tellPoison = createBlobPoison(connection, metadata.name, pattern.container);
  const attempts = createBlobAttempts({
    functionName: metadata.name,
    state,
    maxTries: poisonBlobThreshold,
    invoke: (blob) => source.invoke(blob),
    async poison(blob) {
      await tellPoison(blob);
      report(`Blob "${pattern.container}/${blob.name}" has failed too often: told ${createBlobPoison.queue}`);
    },
    report,
  });

  const scan = async (signal: AbortSignal): Promise<number> => {
    const startedAt = Date.now();
    for await (const blob of scanBlobs(container, pattern, signal))
      if (!lanes.has(blob.name) && !attempts.isDone(blob))
        lanes.add(blob.name, () => attempts.run(blob, signal), report);
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
    async run(input = '') {
      const name = input.replace(/^\//, '').slice(pattern.container.length + 1);
      if (!(await source.invoke({ name, metadata: {} })))
        throw new Error(`Cannot run "${metadata.name}": there is no blob "${input}"`);
    },
  };
}
