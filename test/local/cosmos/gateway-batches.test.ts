import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Container, CosmosClient, OperationInput } from '@azure/cosmos';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CosmosGateway, CosmosGatewayOptions } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { startCosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { openClient } from './cosmos-client.ts';

let gateway: CosmosGateway;
let client: CosmosClient;
let container: Container;

async function start(options: Partial<CosmosGatewayOptions> = {}, maxRetryAttemptCount = 0): Promise<void> {
  gateway = await startCosmosGateway({ file: undefined, port: 0, ...options });
  client = openClient(gateway, maxRetryAttemptCount);
  const { database } = await client.databases.createIfNotExists({ id: 'db' });
  ({ container } = await database.containers.createIfNotExists({
    id: 'items',
    partitionKey: { paths: ['/pk'] },
  }));
}

async function stop(): Promise<void> {
  client.dispose();
  await gateway.stop();
}

const upserts = (count: number): OperationInput[] =>
  Array.from({ length: count }, (_, i) => ({
    operationType: 'Upsert' as const,
    partitionKey: `P${i % 50}`,
    resourceBody: { id: `q${i}`, pk: `P${i % 50}`, i },
  }));

describe('startCosmosGateway() transactional batches', () => {
  beforeAll(() => start());
  afterAll(stop);

  test('a batch runs all its operations', async () => {
    const { code, result } = await container.items.batch(
      [
        { operationType: 'Create', resourceBody: { id: 'b1', pk: 'T' } },
        { operationType: 'Upsert', resourceBody: { id: 'b2', pk: 'T', v: 1 } },
        {
          operationType: 'Patch',
          id: 'b2',
          resourceBody: { operations: [{ op: 'incr', path: '/v', value: 1 }] },
        },
        { operationType: 'Read', id: 'b2' },
      ],
      'T',
    );
    expect(code).toBe(200);
    expect(result?.map(({ statusCode }) => statusCode)).toEqual([201, 201, 200, 200]);
    expect(result?.[3]?.resourceBody).toMatchObject({ id: 'b2', v: 2 });
  });

  test('a batch with a failing operation leaves nothing behind', async () => {
    await container.items.upsert({ id: 'taken', pk: 'T' });
    const { code, result } = await container.items.batch(
      [
        { operationType: 'Create', resourceBody: { id: 'b9', pk: 'T' } },
        { operationType: 'Create', resourceBody: { id: 'taken', pk: 'T' } },
        { operationType: 'Create', resourceBody: { id: 'b10', pk: 'T' } },
      ],
      'T',
    );
    expect(code).toBe(207);
    expect(result?.map(({ statusCode }) => statusCode)).toEqual([424, 409, 424]);
    expect((await container.item('b9', 'T').read()).statusCode).toBe(404);
  });

  test('a batch is refused past 100 operations and past 2 MB', async () => {
    const post = (operations: readonly unknown[]) =>
      fetch(`${gateway.url}/dbs/db/colls/items/docs`, {
        method: 'POST',
        headers: {
          'x-ms-documentdb-partitionkey': '["T"]',
          'x-ms-cosmos-is-batch-request': 'True',
          'x-ms-cosmos-batch-atomic': 'True',
        },
        body: JSON.stringify(operations),
      });
    const many = await post(Array.from({ length: 101 }, () => ({ operationType: 'Read', id: 'b1' })));
    const large = await post([
      { operationType: 'Upsert', resourceBody: { id: 'x', pk: 'T', text: 'x'.repeat(2_100_000) } },
    ]);
    expect([many.status, await many.json()]).toEqual([
      400,
      { code: 'BadRequest', message: 'Cannot run the batch: it has 101 operations, the limit is 100' },
    ]);
    expect([large.status, await large.json()]).toEqual([
      413,
      {
        code: 'RequestEntityTooLarge',
        message: 'Cannot run the batch: it has 2100073 bytes, the limit is 2097152',
      },
    ]);
  });
});

describe('startCosmosGateway() bulk', () => {
  beforeEach(() => start());
  afterEach(stop);

  test('items.bulk runs each operation by itself', async () => {
    await container.items.create({ id: 'a1', pk: 'A' });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- one round trip, where its successor waits a second
    const results = await container.items.bulk(
      [
        { operationType: 'Create', resourceBody: { id: 'k1', pk: 'K' } },
        { operationType: 'Create', resourceBody: { id: 'a1', pk: 'A' } },
        { operationType: 'Read', id: 'a1', partitionKey: 'A' },
      ],
      { continueOnError: true },
    );
    expect(results.map(({ statusCode }) => statusCode)).toEqual([201, 409, 200]);
  });

  test('executeBulkOperations writes 500 items, without bodies when none are wanted', async () => {
    const results = await container.items.executeBulkOperations(upserts(500), {
      contentResponseOnWriteEnabled: false,
    });
    const { resources } = await container.items.query('SELECT VALUE COUNT(1) FROM c').fetchAll();
    expect(results.filter(({ response }) => response?.statusCode === 201)).toHaveLength(500);
    expect(results[0]?.response?.resourceBody).toBeUndefined();
    expect(resources).toEqual([500]);
  });
});

describe('startCosmosGateway() request units', () => {
  afterEach(stop);

  test('a request past the budget gets 429 and when to come back', async () => {
    await start({ requestUnitsPerSecond: 20 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, i) => container.items.create({ id: `${i}`, pk: 'x' })),
    );
    const refusals = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [outcome.reason as unknown] : [],
    );
    expect(refusals.length).toBeGreaterThan(10);
    expect(refusals[0]).toMatchObject({
      code: 429,
      substatus: 3200,
      body: { message: 'Request rate is large. More Request Units may be needed, so no changes were made.' },
    });
  });

  test('operations of a bulk request past the budget get 429 each, and the client gets all of them through', async () => {
    await start({ requestUnitsPerSecond: 600 }, 60);
    const results = await container.items.executeBulkOperations(upserts(200));
    expect(results.filter(({ response }) => response?.statusCode === 201)).toHaveLength(200);
  }, 240_000);
});

describe('startCosmosGateway() files', () => {
  test('items are there again after a stop', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'onscore-cosmos-'));
    const file = join(directory, 'state', 'cosmos.db');
    await start({ file });
    await container.items.create({ id: 'kept', pk: 'A', n: 1 });
    await stop();
    await start({ file });
    const { resource } = await container.item('kept', 'A').read<{ n: number }>();
    await stop();
    await rm(directory, { recursive: true });
    expect(resource?.n).toBe(1);
  });

  test('a port in use is named', async () => {
    await start();
    const port = Number(new URL(gateway.url).port);
    await expect(startCosmosGateway({ file: undefined, port })).rejects.toThrow(
      `Cannot start Cosmos DB: port ${port} is in use`,
    );
    await stop();
  });
});
