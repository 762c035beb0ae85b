import { type Container, CosmosClient, PartitionKeyDefinitionVersion, PartitionKeyKind } from '@azure/cosmos';
import { type CosmosGateway, startCosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import type { FaultRegistry } from '../../../local/faults/fault-registry.ts';

export interface CosmosContainers {
  readonly gateway: CosmosGateway;
  readonly jobs: Container;
  readonly predictions: Container;
  readonly devices: Container;
  readonly figures: Container;
  stop(): Promise<void>;
}

/** A database of its own with the containers that are provisioned on Azure. */
export async function startCosmosContainers(
  requestUnitsPerSecond?: number,
  faults?: FaultRegistry,
): Promise<CosmosContainers> {
  const gateway = await startCosmosGateway({
    file: undefined,
    port: 0,
    ...(requestUnitsPerSecond !== undefined && { requestUnitsPerSecond }),
    ...(faults !== undefined && { faults }),
  });
  const client = new CosmosClient(gateway.connectionString);
  const { database } = await client.databases.createIfNotExists({ id: 'onscore' });
  const jobs = await database.containers.createIfNotExists({ id: 'jobs', partitionKey: '/id' });
  const predictions = await database.containers.createIfNotExists({
    id: 'predictions',
    partitionKey: {
      paths: ['/model', '/key'],
      kind: PartitionKeyKind.MultiHash,
      version: PartitionKeyDefinitionVersion.V2,
    },
  });
  const devices = await database.containers.createIfNotExists({ id: 'devices', partitionKey: '/device' });
  const figures = await database.containers.createIfNotExists({ id: 'figures', partitionKey: '/series' });
  return {
    gateway,
    jobs: jobs.container,
    predictions: predictions.container,
    devices: devices.container,
    figures: figures.container,
    async stop() {
      client.dispose();
      await gateway.stop();
    },
  };
}
