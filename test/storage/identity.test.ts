import { ServiceBusClient } from '@azure/service-bus';
import { DefaultAzureCredential } from '@azure/identity';
import { describe, expect, test } from '@jest/globals';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { createCosmosDatabase } from '../../src/storage/cosmos-database.ts';
import { createServiceBusClient } from '../../src/storage/service-bus-client.ts';
import { parseSettings } from '../../src/settings.ts';

const settings = parseSettings(
  {
    DataStorage__blobServiceUri: 'https://data.example.net',
    CosmosDB__accountEndpoint: 'https://cosmos.example.net',
    ServiceBus__fullyQualifiedNamespace: 'sb.example.net',
  },
  '/app',
);

describe('with addresses instead of connection strings', () => {
  test('createBlobServiceClient() signs in by identity', () => {
    const client = createBlobServiceClient(settings.dataStorage);
    expect(client.url).toBe('https://data.example.net/');
    expect(client.credential).toBeInstanceOf(DefaultAzureCredential);
  });

  test('createCosmosDatabase() and createServiceBusClient() open without a secret', async () => {
    const database = createCosmosDatabase(settings.cosmos);
    expect(database.id).toBe('onscore');
    database.client.dispose();
    const bus = createServiceBusClient(settings.serviceBus ?? { endpoint: '' }, 1000);
    expect(bus).toBeInstanceOf(ServiceBusClient);
    expect(bus.fullyQualifiedNamespace).toBe('sb.example.net');
    await bus.close();
  });
});
