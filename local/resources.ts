import { CosmosClient, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';
import { BlobServiceClient } from '@azure/storage-blob';

/** What the templates provision on Azure and this machine needs too; the app itself creates none of it. */
export const resources = {
  blobContainers: ['batch-input', 'batch-output', 'job-state', 'models'],
  database: 'onscore',
  databaseContainers: [
    { id: 'jobs', partitionKeyPaths: ['/id'] },
    { id: 'predictions', partitionKeyPaths: ['/model', '/key'] },
  ],
} as const;

async function provisionBlobs(connectionString: string): Promise<void> {
  const service = BlobServiceClient.fromConnectionString(connectionString);
  await Promise.all(
    resources.blobContainers.map((name) => service.getContainerClient(name).createIfNotExists()),
  );
}

async function provisionDatabase(connectionString: string): Promise<void> {
  const client = new CosmosClient(connectionString);
  const { database } = await client.databases.createIfNotExists({ id: resources.database });
  for (const { id, partitionKeyPaths: paths } of resources.databaseContainers) {
    const partitionKey = {
      paths: [...paths],
      kind: paths.length === 1 ? PartitionKeyKind.Hash : PartitionKeyKind.MultiHash,
      version: PartitionKeyDefinitionVersion.V2,
    };
    await database.containers.createIfNotExists({ id, partitionKey });
  }
  client.dispose();
}

/** Creates what is missing in the local services. */
export async function provisionResources(storage: string, cosmos: string): Promise<void> {
  await Promise.all([provisionBlobs(storage), provisionDatabase(cosmos)]);
}
