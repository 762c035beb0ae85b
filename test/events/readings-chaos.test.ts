import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createFaultRegistry } from '../../local/faults/fault-registry.ts';
import { scoreTemperatures } from '../../samples/temperature/temperature-session.ts';
import { createRandom } from '../../samples/seeded-random.ts';
import { createReadingScorer } from '../../src/events/score-readings.ts';
import type { ReadingMessage } from '../../src/events/reading.ts';
import { createCosmosDeviceStore } from '../../src/storage/cosmos-device-store.ts';
import { startCosmosContainers } from '../storage/support/cosmos-containers.ts';
import { createRecordingOutbox } from './support/recording-outbox.ts';
import { openTemperatureScorer, type TemperatureScorer } from './support/temperature-scorer.ts';

let temperature: TemperatureScorer;
let onnx: Uint8Array;
beforeAll(async () => {
  temperature = await openTemperatureScorer();
  onnx = await readFile(new URL('../../models/temperature/1/model.onnx', import.meta.url));
}, 60_000);
afterAll(() => temperature.close());

const length = 12;
const deviceNames = ['a', 'b', 'c'];
const maxTroubledSteps = 300;

interface Sent {
  readonly device: string;
  readonly time: string;
  readonly value: number;
}

/** Calm machines that jump now and then, a few readings a message; sometimes one is late, sometimes one comes twice. */
function createMessages(seed: number, count: number) {
  const random = createRandom(seed);
  const sent: Sent[] = [];
  const late = new Set<string>();
  const messages = Array.from({ length: count }, (_, sequence): ReadingMessage => {
    const readings = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) => {
      const device = deviceNames[Math.floor(random() * deviceNames.length)] ?? '';
      const before = sent.filter((one) => one.device === device);
      const dice = random();
      const [first, last] = [before[0], before.at(-1)];
      if (first !== undefined && last !== undefined && dice < 0.05) {
        late.add(`${sequence}:${index}`);
        return { ...first, value: first.value + 1000 };
      }
      if (last !== undefined && dice < 0.1) return last;
      const time = new Date(Date.UTC(2026, 0, 1, 0, before.length)).toISOString();
      const reading = { device, time, value: Math.round(850 + 5 * random()) / 10 + (dice > 0.93 ? 20 : 0) };
      sent.push(reading);
      return reading;
    });
    const enqueuedAt = new Date('2026-01-02T00:00:00Z');
    return {
      id: '',
      session: '1',
      sequence,
      enqueuedAt,
      body: readings.length === 1 ? readings[0] : readings,
    };
  });
  return { messages, sent, late };
}

/** What plain onnxruntime says of each reading after its device's others, by device and time. */
async function expectedOf(sent: readonly Sent[]) {
  const windows = sent.map((reading, k) => {
    const before = sent
      .slice(0, k)
      .filter(({ device }) => device === reading.device)
      .map(({ value }) => value)
      .slice(-length);
    const filled = Array.from({ length: length - before.length }, () => before[0] ?? reading.value);
    return { window: [...filled, ...before], reading: reading.value, isWarmUp: before.length < length };
  });
  const answers = await scoreTemperatures(onnx, windows);
  return new Map(
    sent.map(({ device, time }, k) => [
      `${device}@${time}`,
      { score: answers[k]?.score ?? NaN, anomaly: answers[k]?.anomaly === true && !windows[k]?.isWarmUp },
    ]),
  );
}

describe('createReadingScorer()', () => {
  test('scores each reading once and tells of each anomaly, whatever fails and whichever messages come again', async () => {
    const cases = fc.record({
      seed: fc.nat(),
      status: fc.constantFrom(429, 500, 503),
      kill: fc.double({ min: 0, max: 0.3, noNaN: true }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, status, kill }) => {
        const random = createRandom(seed);
        const faults = createFaultRegistry();
        const cosmos = await startCosmosContainers(undefined, faults);
        let steps = 0;
        const isKilled = () => steps < maxTroubledSteps && random() < kill;
        const outbox = createRecordingOutbox(() => isKilled() && (random() < 0.5 ? 'before' : 'after'));
        const createInstance = () =>
          createReadingScorer({
            ...temperature,
            devices: createCosmosDeviceStore(cosmos.devices),
            outbox,
            defaultModel: 'temperature',
            now: () => new Date(),
          });
        const instances = [createInstance(), createInstance()];
        const strike = { service: 'cosmos', path: '/devices/docs', seed } as const;
        await faults.add({ ...strike, effect: { kind: 'status', status, retryAfterMs: 1 }, rate: 0.1 });
        await faults.add({ ...strike, effect: { kind: 'drop-after' }, rate: 0.05 });

        const { messages, sent, late } = createMessages(seed, 40);
        for (let next = 0; next < messages.length;) {
          // Where more comes again than gets done, it would never end.
          if (++steps === maxTroubledSteps) await faults.clear();
          const instance = instances[Math.floor(random() * instances.length)]!;
          const done = await instance(messages[next]!).then(
            () => true,
            () => false,
          );
          // Not completed though it was dealt with, and a few before it neither: they come again, in order.
          next = done ? next + 1 : Math.max(0, next - Math.floor(random() * 3));
          if (done && isKilled()) next = Math.max(0, next - 1 - Math.floor(random() * 3));
        }
        await faults.clear();

        const query = 'SELECT c.device, c.time, c.prediction FROM c WHERE IS_DEFINED(c.time)';
        const stored = await cosmos.devices.items
          .query<{ device: string; time: string; prediction: { score: number; anomaly: boolean } }>(query)
          .fetchAll();
        await cosmos.stop();
        const found = stored.resources.map(
          ({ device, time, prediction }) => [`${device}@${time}`, prediction] as const,
        );
        const expected = await expectedOf(sent);
        expect(
          new Map(found.map(([key, { score, anomaly }]) => [key, { score: Math.fround(score), anomaly }])),
        ).toEqual(
          new Map(
            [...expected].map(([key, { score, anomaly }]) => [key, { score: Math.fround(score), anomaly }]),
          ),
        );
        expect(found).toHaveLength(sent.length);
        const anomalies = [...expected].filter(([, { anomaly }]) => anomaly).map(([key]) => key);
        expect([...outbox.alerts.keys()].sort()).toEqual(anomalies.sort());
        expect([...outbox.rejections.keys()].sort()).toEqual([...late].sort());
      }),
      { numRuns: Number(process.env.ONSCORE_CHAOS_RUNS ?? 3) },
    );
  }, 300_000);
});
