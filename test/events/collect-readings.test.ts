import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import { createReadingCollector } from '../../src/events/collect-readings.ts';
import type { DeviceStore } from '../../src/events/device-store.ts';
import type { BlobStore } from '../../src/jobs/blob-store.ts';
import { createAzureBlobStore } from '../../src/storage/azure-blob-store.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { createCosmosDeviceStore } from '../../src/storage/cosmos-device-store.ts';
import { type CosmosContainers, startCosmosContainers } from '../storage/support/cosmos-containers.ts';

let azurite: Azurite;
let cosmos: CosmosContainers;
let devices: DeviceStore;
let blobs: BlobStore;
beforeAll(async () => {
  [azurite, cosmos] = await Promise.all([
    startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 }),
    startCosmosContainers(),
  ]);
  const service = createBlobServiceClient(azurite);
  await service.createContainer('batch-input');
  blobs = createAzureBlobStore(service);
  devices = createCosmosDeviceStore(cosmos.devices);
}, 60_000);
afterAll(() => Promise.all([cosmos.stop(), azurite.stop()]));

const events = { window: 'before', length: 2, reading: 'now' };
const path = (day: string) => ({ container: 'batch-input', name: `m/readings/${day}.jsonl` });

async function store(device: string, model: string, times: readonly string[]): Promise<void> {
  const predictions = times.map((time, k) => ({
    ...{ device, model, version: '1', time, value: k + 0.5, window: [k, k] },
    ...{ scoredAt: time, prediction: { anomaly: false } },
  }));
  const state = { device, model, session: '', position: { sequence: 1, index: 0 }, readings: 1, alerts: [] };
  await devices.write({ state: { ...state, recent: [] }, etag: undefined, predictions });
}

describe('createReadingCollector()', () => {
  test('writes a line for each reading of the day, of the model, and no other', async () => {
    await store('a "quoted", one', 'm', [
      '2026-01-30T23:59:59.999Z',
      '2026-01-31T00:00:00.000Z',
      '2026-01-31T23:59:59.999Z',
      '2026-02-01T00:00:00.000Z',
    ]);
    await store('b', 'other', ['2026-01-31T12:00:00.000Z']);
    const collect = createReadingCollector({ devices, blobs });
    const found = await collect({ name: 'm', key: 'machine', events }, '2026-01-31');
    expect(found).toEqual({ path: path('2026-01-31'), readings: 2 });
    const text = Buffer.from((await blobs.read(found.path)) ?? []).toString();
    const lines = text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toEqual([
      { machine: 'a "quoted", one', time: '2026-01-31T00:00:00.000Z', now: 1.5, before: [1, 1] },
      { machine: 'a "quoted", one', time: '2026-01-31T23:59:59.999Z', now: 2.5, before: [2, 2] },
    ]);
  });

  test('writes no table for a day without readings', async () => {
    const collect = createReadingCollector({ devices, blobs });
    const found = await collect({ name: 'm', key: 'machine', events }, '2025-06-01');
    expect(found.readings).toBe(0);
    expect(await blobs.properties(found.path)).toBeUndefined();
  });
});
