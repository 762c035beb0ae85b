import { QueueServiceClient } from '@azure/storage-queue';

const poisonQueue = 'webjobs-blobtrigger-poison';

/** Tells the poison queue of a blob that its function has failed on too often, as the host words it. */
export function createBlobPoison(connection: string, functionName: string, container: string) {
  return async ({ name, etag }: { readonly name: string; readonly etag: string }): Promise<void> => {
    const queue = QueueServiceClient.fromConnectionString(connection).getQueueClient(poisonQueue);
    await queue.createIfNotExists();
    const message = {
      Type: 'BlobTrigger',
      FunctionId: `Host.Functions.${functionName}`,
      BlobType: 'BlockBlob',
      ContainerName: container,
      BlobName: name,
      ETag: etag,
    };
    await queue.sendMessage(Buffer.from(JSON.stringify(message, null, 2)).toString('base64'));
  };
}
createBlobPoison.queue = poisonQueue;
