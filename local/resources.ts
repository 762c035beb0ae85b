import {
  CosmosClient,
  type IndexingPolicy,
  PartitionKeyDefinitionVersion,
  PartitionKeyKind,
} from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';
import type { Entities } from './service-bus/entities.ts';

interface Resources {
  readonly blobContainers: readonly string[];
  readonly database: string;
  readonly databaseContainers: readonly {
    readonly id: string;
    readonly partitionKeyPaths: readonly string[];
    /** Only these are indexed, since each indexed value costs request units a write; all where not given. */
    readonly indexedPaths?: readonly string[];
    /** Lets documents say after which time they are dropped. */
    readonly expires?: boolean;
  }[];
  readonly serviceBus: Entities;
}

/** What the templates provision on Azure and this machine needs too; the app itself creates none of it. */
export const resources = {
  blobContainers: ['batch-input', 'batch-output', 'captures', 'job-state', 'models', 'orders'],
  database: 'onscore',
  databaseContainers: [
    { id: 'jobs', partitionKeyPaths: ['/id'] },
    {
      id: 'predictions',
      partitionKeyPaths: ['/model', '/key'],
      indexedPaths: ['/model/?', '/job/?'],
      expires: true,
    },
    { id: 'figures', partitionKeyPaths: ['/series'] },
    { id: 'devices', partitionKeyPaths: ['/device'], indexedPaths: ['/time/?'], expires: true },
  ],
  serviceBus: {
    queues: [
      { name: 'readings', requiresSession: true, maxDeliveryCount: 100 },
      { name: 'readings-rejected', duplicateDetectionMs: 600_000 },
      { name: 'alerts', duplicateDetectionMs: 600_000 },
      { name: 'jobs' },
    ],
    topics: [{ name: 'job-events', subscriptions: [{ name: 'all' }] }],
  },
} as const satisfies Resources;

async function provisionBlobs(connectionString: string): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  await Promise.all(
    resources.blobContainers.map((name) => service.getContainerClient(name).createIfNotExists()),
  );
}

async function provisionDatabase(connectionString: string): Promise<void> {
  const client = new CosmosClient(connectionString);
  const { database } = await client.databases.createIfNotExists({ id: resources.database });
  const containers: Resources['databaseContainers'] = resources.databaseContainers;
  for (const { id, partitionKeyPaths: paths, indexedPaths, expires } of containers) {
    const partitionKey = {
      paths: [...paths],
      kind: paths.length === 1 ? PartitionKeyKind.Hash : PartitionKeyKind.MultiHash,
      version: PartitionKeyDefinitionVersion.V2,
    };
    await database.containers.createIfNotExists({
      id,
      partitionKey,
      ...(indexedPaths && { indexingPolicy: toIndexingPolicy(indexedPaths) }),
      ...(expires === true && { defaultTtl: -1 }),
    });
  }
  client.dispose();
}

function toIndexingPolicy(paths: readonly string[]): IndexingPolicy {
  return {
    indexingMode: 'consistent',
    automatic: true,
    includedPaths: paths.map((path) => ({ path })),
    excludedPaths: [{ path: '/*' }],
  };
}

/** Creates what is missing in the local services. */
export async function provisionResources(storage: string, cosmos: string): Promise<void> {
  await Promise.all([provisionBlobs(storage), provisionDatabase(cosmos)]);
}
