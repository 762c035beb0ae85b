import { app } from '@azure/functions';
import { z } from 'zod';
import type { BlobPath } from '../jobs/blob-store.ts';
import type { Job } from '../jobs/job.ts';

export interface PoisonBlobOptions {
  readonly giveUp: (blob: BlobPath, etag: string) => Promise<Job>;
}

/** What the host says of a blob that a function has failed on too often. */
const poisonMessage = z.object({ ContainerName: z.string(), BlobName: z.string(), ETag: z.string() });

/** Makes a failed job of a blob whose job could not be started, however often it was tried. */
export function registerPoisonBlobs({ giveUp }: PoisonBlobOptions): void {
  app.storageQueue('job-from-poison-blob', {
    queueName: 'webjobs-blobtrigger-poison',
    connection: 'DataStorage',
    handler: async (message, context) => {
      const { ContainerName: container, BlobName: name, ETag: etag } = poisonMessage.parse(message);
      const job = await giveUp({ container, name }, etag);
      context.warn(`Job ${job.id} of ${container}/${name} is ${job.status}`);
    },
  });
}
