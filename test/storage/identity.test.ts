import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ServiceBusClient } from '@azure/service-bus';
import { describe, expect, test } from '@jest/globals';
import { appIdentity } from '../../src/storage/app-identity.ts';
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
    expect(client.credential).toBe(appIdentity);
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

describe('appIdentity', () => {
  test('asks the platform for tokens of the identity that the app has there', async () => {
    const asked: unknown[] = [];
    const platform = createServer(({ url, headers }, response) => {
      const { searchParams } = new URL(url ?? '', 'http://platform');
      asked.push([searchParams.get('resource'), headers['x-identity-header']]);
      const expires = String(Math.round(Date.now() / 1000) + 3600);
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ access_token: 'a-token', expires_on: expires, token_type: 'Bearer' }));
    }).listen(0, '127.0.0.1');
    await once(platform, 'listening');
    const { port } = platform.address() as AddressInfo;
    const before = process.env;
    process.env = {
      ...before,
      IDENTITY_ENDPOINT: `http://127.0.0.1:${port}/token`,
      IDENTITY_HEADER: 'of-this-app',
      AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential',
    };
    try {
      const { token } = (await appIdentity.getToken('https://storage.azure.com/.default'))!;
      expect(token).toBe('a-token');
      expect(asked).toEqual([['https://storage.azure.com', 'of-this-app']]);
    } finally {
      process.env = before;
      platform.close();
    }
  });
});
