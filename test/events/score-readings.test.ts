import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type ReadingScorer, createReadingScorer } from '../../src/events/score-readings.ts';
import type { DeviceStore } from '../../src/events/device-store.ts';
import { createCosmosDeviceStore } from '../../src/storage/cosmos-device-store.ts';
import { type CosmosContainers, startCosmosContainers } from '../storage/support/cosmos-containers.ts';
import { createRecordingOutbox, type RecordingOutbox } from './support/recording-outbox.ts';
import { openTemperatureScorer, type TemperatureScorer } from './support/temperature-scorer.ts';

const scoredAt = '2026-01-02T00:00:00.000Z';
const noCounts = { scored: 0, rejected: 0, duplicate: 0, repeated: 0, anomalies: 0 };
let cosmos: CosmosContainers;
let temperature: TemperatureScorer;
let devices: DeviceStore;
let outbox: RecordingOutbox;
let score: ReadingScorer;
let sequence = 0;

beforeAll(async () => {
  [cosmos, temperature] = await Promise.all([startCosmosContainers(), openTemperatureScorer()]);
  devices = createCosmosDeviceStore(cosmos.devices);
  outbox = createRecordingOutbox();
  score = createScorer();
}, 60_000);
afterAll(() => Promise.all([temperature.close(), cosmos.stop()]));

/** As another instance would be: nothing is remembered. */
function createScorer(): ReadingScorer {
  const now = () => new Date(scoredAt);
  return createReadingScorer({ ...temperature, devices, outbox, defaultModel: 'temperature', now });
}

const toMessage = (body: unknown, place = ++sequence) => ({
  id: `m${place}`,
  session: '5',
  sequence: place,
  enqueuedAt: new Date('2026-01-01T12:00:00Z'),
  body,
});

const toTime = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
const toReadings = (device: string, values: readonly number[], from = 0) =>
  values.map((value, k) => ({ device, time: toTime(from + k), value }));

const calm = [85.2, 84.9, 85.6, 85.1, 84.8, 85.3, 85.0, 84.7, 85.2, 85.5, 85.1, 84.9];

async function readPredictions(device: string): Promise<readonly Record<string, unknown>[]> {
  const query = 'SELECT * FROM c WHERE IS_DEFINED(c.time) ORDER BY c.time';
  const { resources } = await cosmos.devices.items
    .query<Record<string, unknown>>(query, { partitionKey: device })
    .fetchAll();
  return resources;
}

describe('createReadingScorer()', () => {
  test('scores a reading against the twelve before it, and tells of an anomaly', async () => {
    const warm = await score(toMessage(toReadings('d1', calm)));
    expect(warm).toEqual({ ...noCounts, scored: 12 });
    const jump = toMessage({ device: 'd1', time: toTime(12), value: 97.4 });
    expect(await score(jump)).toEqual({ ...noCounts, scored: 1, anomalies: 1 });
    // Of the golden records, where plain onnxruntime has computed it.
    const expected = {
      device: 'd1',
      model: 'temperature',
      version: '1',
      time: toTime(12),
      value: 97.4,
      window: calm,
      scoredAt,
      prediction: { expected: 85.016754, score: 2.156067, anomaly: true },
    };
    expect((await devices.read('d1', 'temperature'))?.state.latest).toEqual(expected);
    expect((await readPredictions('d1')).at(-1)).toMatchObject(expected);
    expect(outbox.alerts.get(`d1@${toTime(12)}`)).toEqual(expected);
  });

  test('tells of no anomaly while the history is short', async () => {
    const counts = await score(toMessage(toReadings('d2', [85, 140, 20])));
    expect(counts).toEqual({ ...noCounts, scored: 3 });
    expect(await readPredictions('d2')).toMatchObject([
      { warmUp: true, prediction: { anomaly: false } },
      { warmUp: true, window: calm.map(() => 85), prediction: { anomaly: false } },
      { warmUp: true, prediction: { anomaly: false } },
    ]);
  });

  test('changes nothing when a message comes again, and tells of its anomalies again', async () => {
    await score(toMessage(toReadings('d3', calm)));
    const jump = toMessage([...toReadings('d3', [97.4], 12), ...toReadings('d3b', [1])]);
    await score(jump);
    const before = [await readPredictions('d3'), await devices.read('d3', 'temperature')];
    outbox = createRecordingOutbox();
    expect(await createScorer()(jump)).toEqual({ ...noCounts, repeated: 2 });
    expect([await readPredictions('d3'), await devices.read('d3', 'temperature')]).toEqual(before);
    expect([...outbox.alerts.keys()]).toEqual([`d3@${toTime(12)}`]);
  });

  test('refuses what cannot be read, an unknown model, one without events, and a late reading', async () => {
    outbox = createRecordingOutbox();
    const [reading] = toReadings('d4', [85], 5);
    const counts = await createScorer()(
      toMessage(
        [
          reading,
          'nonsense',
          { ...reading, model: 'nope' },
          { ...reading, model: 'churn' },
          { ...reading, time: toTime(4) },
          reading,
        ],
        500,
      ),
    );
    expect(counts).toEqual({ ...noCounts, scored: 1, rejected: 4, duplicate: 1 });
    const told = [...outbox.rejections].map(([place, { code, reason }]) => [place, code, reason]);
    expect(told).toEqual([
      ['500:1', 'InvalidReading', 'Cannot read the reading: it is no JSON object'],
      ['500:2', 'UnknownModel', expect.stringMatching(/^Cannot find model "nope": there is /)],
      ['500:3', 'UnknownModel', 'Cannot score a reading with "churn": its model.json says nothing of events'],
      [
        '500:4',
        'OutOfOrder',
        `Cannot score the reading of "d4" at ${toTime(4)}: the latest reading is of ${toTime(5)}`,
      ],
    ]);
  });

  test('writes more readings of a device than one transaction holds in several', async () => {
    const readings = Array.from({ length: 250 }, (_, k) => ({ device: 'd5', time: toTime(k), value: 85 }));
    expect(await score(toMessage(readings))).toEqual({ ...noCounts, scored: 250 });
    expect(await readPredictions('d5')).toHaveLength(250);
    expect((await devices.read('d5', 'temperature'))?.state.readings).toBe(250);
  });

  test('plans anew where another instance was quicker', async () => {
    const other = createScorer();
    await score(toMessage(toReadings('d6', [1])));
    await other(toMessage(toReadings('d6', [2], 1)));
    expect(await score(toMessage(toReadings('d6', [3], 2)))).toEqual({ ...noCounts, scored: 1 });
    expect((await devices.read('d6', 'temperature'))?.state).toMatchObject({
      readings: 3,
      recent: [{ value: 1 }, { value: 2 }, { value: 3 }],
    });
  });
});

describe('instances that run at once', () => {
  test('never score one reading twice, nor lose one, though a device speaks in two sessions', async () => {
    const instances = [createScorer(), createScorer(), createScorer(), createScorer()];
    const rounds = 25;
    const all = await Promise.all(
      instances.map(async (instance, k) => {
        const counts = [];
        for (let minute = 0; minute < rounds; minute++) {
          const [reading] = toReadings('d7', [85 + k], 4 * minute + k);
          counts.push(await instance({ ...toMessage(reading), session: String(k) }));
        }
        return counts;
      }),
    );
    const counts = all.flat();
    const scored = counts.filter((one) => one.scored === 1).length;
    expect(counts.filter((one) => one.scored + one.rejected !== 1)).toEqual([]);
    expect(await readPredictions('d7')).toHaveLength(scored);
    const { state } = (await devices.read('d7', 'temperature'))!;
    expect(state.readings).toBe(scored);
    expect(state.recent.map(({ value }) => value)).toEqual(
      (await readPredictions('d7')).slice(-12).map(({ value }) => value),
    );
  });
});
