import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Container, CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import type { ContainerClient } from '@azure/storage-blob';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Azurite } from '../../../local/azurite/start-azurite.ts';
import { startAzurite } from '../../../local/azurite/start-azurite.ts';
import type { CosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { startCosmosGateway } from '../../../local/cosmos/start-cosmos-gateway.ts';
import { createFaultRegistry } from '../../../local/faults/fault-registry.ts';
import type { Fault } from '../../../local/faults/fault-rule.ts';
import type { FaultApi } from '../../../local/faults/start-fault-api.ts';
import { startFaultApi } from '../../../local/faults/start-fault-api.ts';
import type { ServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { openClient, refused } from '../cosmos/cosmos-client.ts';

const sendOnce = fileURLToPath(new URL('./send-once.ts', import.meta.url));
const registry = createFaultRegistry();
let api: FaultApi;
let azurite: Azurite;
let gateway: CosmosGateway;
let bus: ServiceBus;
let cosmos: CosmosClient;
let items: Container;
let blobs: ContainerClient;

beforeAll(async () => {
  [api, azurite, gateway, bus] = await Promise.all([
    startFaultApi({ registry, port: 0 }),
    startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0, faults: registry }),
    startCosmosGateway({ file: undefined, port: 0, faults: registry }),
    startServiceBus({
      file: undefined,
      port: 0,
      faults: registry,
      entities: { queues: [{ name: 'q' }], topics: [] },
    }),
  ]);
  cosmos = openClient(gateway);
  const { database } = await cosmos.databases.create({ id: 'db' });
  ({ container: items } = await database.containers.create({
    id: 'items',
    partitionKey: { paths: ['/pk'] },
  }));
  await items.items.create({ id: 'first', pk: 'x' });
  blobs = BlobServiceClient.fromConnectionString(azurite.connectionString, {
    retryOptions: { maxTries: 1 },
  }).getContainerClient('faulty');
  await blobs.create();
});

afterEach(() => fetch(`${api.url}/faults`, { method: 'DELETE' }));

afterAll(async () => {
  cosmos.dispose();
  await Promise.all([api.stop(), azurite.stop(), gateway.stop(), bus.stop()]);
});

async function switchOn(fault: Fault): Promise<string> {
  const response = await fetch(`${api.url}/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const { id } = (await response.json()) as { id: string };
  return id;
}

const hits = async () => {
  const { faults } = (await (await fetch(`${api.url}/faults`)).json()) as { faults: { hits: number }[] };
  return faults.map((fault) => fault.hits);
};

const upload = (name: string) => blobs.getBlockBlobClient(name).upload('x', 1);
const create = (id: string) => items.items.create({ id, pk: 'x' });
const isThere = async (id: string) => (await items.item(id, 'x').read()).statusCode === 200;

async function timed(act: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await act();
  return performance.now() - startedAt;
}

describe('startFaultApi()', () => {
  test('faults are switched on, listed and switched off', async () => {
    const id = await switchOn({ service: 'blob', effect: { kind: 'refuse' }, method: 'PUT', count: 2 });
    const listed = await (await fetch(`${api.url}/faults`)).json();
    expect(listed).toEqual({
      faults: [{ id, service: 'blob', effect: { kind: 'refuse' }, method: 'PUT', count: 2, hits: 0 }],
    });
    expect((await fetch(`${api.url}/faults/${id}`, { method: 'DELETE' })).status).toBe(204);
    const again = await fetch(`${api.url}/faults/${id}`, { method: 'DELETE' });
    expect([again.status, await again.json()]).toEqual([
      404,
      { error: `Cannot switch off fault "${id}": there is none` },
    ]);
  });

  test('a fault that makes no sense is refused', async () => {
    const post = async (body: string) => (await fetch(`${api.url}/faults`, { method: 'POST', body })).json();
    expect(await post('{"service":"blob","effect":{"kind":"status","status":418}}')).toEqual({
      error: expect.stringMatching(/^Cannot read the fault: .*effect\.status$/s) as unknown,
    });
    expect(await post('{"service":"blob","effect":{"kind":"refuse"},"path":"("}')).toEqual({
      error: expect.stringMatching(
        /^Cannot read the fault: .*expected a regular expression.*path$/s,
      ) as unknown,
    });
  });
});

describe('faults of blobs', () => {
  test('a status is answered so often and counted', async () => {
    await switchOn({
      service: 'blob',
      effect: { kind: 'status', status: 503 },
      method: 'PUT',
      path: '/busy',
      count: 2,
    });
    await expect(upload('busy1')).rejects.toMatchObject({ statusCode: 503, code: 'ServerBusy' });
    await upload('other');
    await expect(upload('busy1')).rejects.toMatchObject({ statusCode: 503 });
    await upload('busy1');
    expect(await hits()).toEqual([2]);
  });

  test('a refused upload did nothing, a dropped one did its work', async () => {
    await switchOn({ service: 'blob', effect: { kind: 'refuse' }, path: 'refused' });
    await switchOn({ service: 'blob', effect: { kind: 'drop-after' }, path: 'dropped', method: 'PUT' });
    await expect(upload('refused')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await expect(upload('dropped')).rejects.toMatchObject({ code: 'ECONNRESET' });
    await fetch(`${api.url}/faults`, { method: 'DELETE' });
    expect([
      await blobs.getBlobClient('refused').exists(),
      await blobs.getBlobClient('dropped').exists(),
    ]).toEqual([false, true]);
  });

  test('a lost reply leaves the work done and the client waiting', async () => {
    await switchOn({ service: 'blob', effect: { kind: 'lose-reply' }, path: 'lost', method: 'PUT' });
    const abortSignal = AbortSignal.timeout(500);
    await expect(blobs.getBlockBlobClient('lost').upload('x', 1, { abortSignal })).rejects.toThrow();
    expect(await blobs.getBlobClient('lost').exists()).toBe(true);
  });

  test('a slow service takes its time', async () => {
    await switchOn({ service: 'blob', effect: { kind: 'slow', delayMs: 300 }, count: 1 });
    expect(await timed(() => upload('slow'))).toBeGreaterThanOrEqual(299);
    expect(await blobs.getBlobClient('slow').exists()).toBe(true);
  });
});

describe('faults of Cosmos DB', () => {
  test('429 carries the time to wait, and the client comes back', async () => {
    await switchOn({
      service: 'cosmos',
      effect: { kind: 'status', status: 429, retryAfterMs: 50 },
      method: 'POST',
      count: 1,
    });
    expect(await refused(create('once'))).toEqual({
      code: 429,
      message: 'This failure was asked for by a fault',
    });
    const patient = openClient(gateway, 3);
    await switchOn({
      service: 'cosmos',
      effect: { kind: 'status', status: 429, retryAfterMs: 50 },
      path: '/docs$',
      count: 2,
    });
    await patient.database('db').container('items').items.create({ id: 'patient', pk: 'x' });
    patient.dispose();
    expect(await isThere('patient')).toBe(true);
  });

  test('work is done although the connection drops', async () => {
    await switchOn({
      service: 'cosmos',
      effect: { kind: 'drop-after' },
      method: 'POST',
      path: '/docs$',
      count: 1,
    });
    await expect(create('dropped')).rejects.toThrow();
    expect(await isThere('dropped')).toBe(true);
  });

  test('a rate strikes its share, the same ones for the same seed', async () => {
    const read = () => fetch(`${gateway.url}/dbs/db`).then(({ status }) => status);
    const round = async () => {
      const id = await switchOn({
        service: 'cosmos',
        effect: { kind: 'status', status: 500 },
        rate: 0.2,
        seed: 7,
      });
      const statuses: number[] = [];
      for (let i = 0; i < 100; i++) statuses.push(await read());
      await fetch(`${api.url}/faults/${id}`, { method: 'DELETE' });
      return statuses;
    };
    const first = await round();
    const failed = first.filter((status) => status === 500).length;
    expect(failed).toBeGreaterThan(10);
    expect(failed).toBeLessThan(32);
    expect(await round()).toEqual(first);
  });
});

describe('faults of Service Bus', () => {
  const open = () =>
    new ServiceBusClient(bus.connectionString, { retryOptions: { maxRetries: 0, timeoutInMs: 1500 } });

  test('a send is refused as busy, dropped after the work, or never answered', async () => {
    const client = open();
    const sender = client.createSender('q');
    const receiver = client.createReceiver('q');
    await sender.sendMessages({ body: 'zeroth' });
    await switchOn({
      service: 'service-bus',
      effect: { kind: 'status', status: 503 },
      method: 'SEND',
      count: 1,
    });
    await expect(sender.sendMessages({ body: 'busy' })).rejects.toMatchObject({ code: 'ServiceBusy' });
    await switchOn({
      service: 'service-bus',
      effect: { kind: 'lose-reply' },
      method: 'SEND',
      path: '^q$',
      count: 1,
    });
    await expect(sender.sendMessages({ body: 'lost' })).rejects.toMatchObject({ code: 'ServiceTimeout' });
    await switchOn({ service: 'service-bus', effect: { kind: 'drop-after' }, method: 'SEND', count: 1 });
    const { stdout } = await promisify(execFile)(process.execPath, [
      sendOnce,
      bus.connectionString,
      'dropped',
    ]);
    expect(stdout).toBe('failed');
    const peeked = await receiver.peekMessages(10);
    expect(peeked.map(({ body }) => body as unknown)).toEqual(['zeroth', 'lost', 'dropped']);
    await client.close();
  });

  test('a settlement whose answer is lost is done', async () => {
    const client = open();
    await client.createSender('q').sendMessages({ body: 'settled' });
    const receiver = client.createReceiver('q');
    const messages = await receiver.receiveMessages(10, { maxWaitTimeInMs: 1000 });
    await switchOn({ service: 'service-bus', effect: { kind: 'slow', delayMs: 200 }, method: 'SETTLE' });
    const took = await timed(() => Promise.all(messages.map((message) => receiver.completeMessage(message))));
    expect(took).toBeGreaterThanOrEqual(199);
    expect(await receiver.peekMessages(10)).toEqual([]);
    await client.close();
  });
});
