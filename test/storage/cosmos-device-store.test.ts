import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaultRegistry } from '../../local/faults/fault-registry.ts';
import type { DevicePrediction, DeviceState } from '../../src/events/device-state.ts';
import type { DeviceStore } from '../../src/events/device-store.ts';
import { createCosmosDeviceStore } from '../../src/storage/cosmos-device-store.ts';
import { type CosmosContainers, startCosmosContainers } from './support/cosmos-containers.ts';

const faults = createFaultRegistry();
let cosmos: CosmosContainers;
let store: DeviceStore;
beforeAll(async () => {
  cosmos = await startCosmosContainers(undefined, faults);
  store = createCosmosDeviceStore(cosmos.devices, { ttlSeconds: 60 });
});
afterAll(() => cosmos.stop());

const toState = (device: string, readings: number): DeviceState => ({
  device,
  model: 'm',
  session: '1',
  position: { sequence: readings, index: 0 },
  readings,
  recent: [{ time: `2026-01-01T00:00:0${readings}.000Z`, value: readings }],
  alerts: [],
});

const toPrediction = (device: string, second: number): DevicePrediction => ({
  device,
  model: 'm',
  version: '1',
  time: `2026-01-01T00:00:0${second}.000Z`,
  value: second,
  window: [1, 2],
  scoredAt: '2026-01-01T00:01:00.000Z',
  prediction: { anomaly: false, score: 0.5 },
});

async function listDocuments(device: string): Promise<readonly { readonly id: string }[]> {
  const query = 'SELECT * FROM c ORDER BY c.id';
  const { resources } = await cosmos.devices.items
    .query<{ id: string }>(query, { partitionKey: device })
    .fetchAll();
  return resources;
}

describe('createCosmosDeviceStore()', () => {
  test('reads nothing of a device that has sent nothing', async () => {
    expect(await store.read('unknown', 'm')).toBeUndefined();
  });

  test('writes state and predictions side by side, and reads the state back', async () => {
    const state = { ...toState('a/b #1?', 2), latest: toPrediction('a/b #1?', 2) };
    const predictions = [toPrediction('a/b #1?', 1), toPrediction('a/b #1?', 2)];
    const etag = await store.write({ state, etag: undefined, predictions });
    expect(await store.read('a/b #1?', 'm')).toEqual({ state, etag });
    expect((await listDocuments('a/b #1?')).map(({ id }) => id)).toEqual([
      'm:2026-01-01T00:00:01.000Z',
      'm:2026-01-01T00:00:02.000Z',
      'm:state',
    ]);
  });

  test('drops predictions in time, and keeps the state', async () => {
    await store.write({ state: toState('d2', 1), etag: undefined, predictions: [toPrediction('d2', 1)] });
    const [prediction, state] = await listDocuments('d2');
    expect(prediction).toMatchObject({ ttl: 60 });
    expect(state).not.toHaveProperty('ttl');
  });

  test('writes nothing where another has made a state first', async () => {
    await store.write({ state: toState('d3', 1), etag: undefined, predictions: [] });
    const change = { state: toState('d3', 5), etag: undefined, predictions: [toPrediction('d3', 5)] };
    expect(await store.write(change)).toBeUndefined();
    expect((await store.read('d3', 'm'))?.state.readings).toBe(1);
    expect(await listDocuments('d3')).toHaveLength(1);
  });

  test('writes nothing where another has changed the state', async () => {
    const etag = await store.write({ state: toState('d4', 1), etag: undefined, predictions: [] });
    const newer = await store.write({ state: toState('d4', 2), etag, predictions: [] });
    expect(newer).not.toBe(etag);
    const change = { state: toState('d4', 3), etag, predictions: [toPrediction('d4', 3)] };
    expect(await store.write(change)).toBeUndefined();
    expect((await store.read('d4', 'm'))?.state.readings).toBe(2);
    expect(await listDocuments('d4')).toHaveLength(1);
  });

  test('writes nothing where the state was deleted', async () => {
    const change = { state: toState('d5', 3), etag: '"1"', predictions: [toPrediction('d5', 3)] };
    expect(await store.write(change)).toBeUndefined();
    expect(await listDocuments('d5')).toEqual([]);
  });

  test('writes as many predictions at once as a transaction holds', async () => {
    const predictions = Array.from({ length: store.maxPredictions }, (_, k) => ({
      ...toPrediction('d6', 1),
      time: new Date(Date.UTC(2026, 0, 1, 0, k)).toISOString(),
    }));
    expect(await store.write({ state: toState('d6', 1), etag: undefined, predictions })).toBeDefined();
    expect(await listDocuments('d6')).toHaveLength(100);
  });

  test('says so where the database does not answer', async () => {
    const rule = await faults.add({
      service: 'cosmos',
      method: 'POST',
      path: '/devices/docs',
      effect: { kind: 'status', status: 500 },
    });
    const change = { state: toState('d7', 1), etag: undefined, predictions: [] };
    await expect(store.write(change)).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot store the state of device "d7": the database does not answer as it should',
    });
    await faults.remove(rule.id);
    expect(await store.read('d7', 'm')).toBeUndefined();
  });
});
