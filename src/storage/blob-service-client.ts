import { BlobServiceClient, type StoragePipelineOptions } from '@azure/storage-blob';
import { appIdentity } from './app-identity.ts';
import type { ServiceConnection } from './service-connection.ts';

const pipeline: StoragePipelineOptions = {
  retryOptions: { maxTries: 5, retryDelayInMs: 250, maxRetryDelayInMs: 8_000, tryTimeoutInMs: 120_000 },
};

/** Opens no connection by itself. */
export function createBlobServiceClient(connection: ServiceConnection): BlobServiceClient {
  if ('connectionString' in connection) {
    return BlobServiceClient.fromConnectionString(connection.connectionString, pipeline);
  }
  return new BlobServiceClient(connection.endpoint, appIdentity, pipeline);
}
