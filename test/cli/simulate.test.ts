import { describe, expect, test } from '@jest/globals';
import { createRandom } from '../../samples/seeded-random.ts';
import { runCommandLine } from '../../src/cli/run-command-line.ts';
import { createSimulatedMachine } from '../../src/cli/simulated-machine.ts';
import { simulateReadings } from '../../src/cli/simulate-readings.ts';
import type { SentReading } from '../../src/storage/service-bus-reading-sender.ts';

async function runWrongly(...args: readonly string[]) {
  const errors: string[] = [];
  const line = { environment: {}, print: () => undefined, printError: (text: string) => errors.push(text) };
  return { code: await runCommandLine(['simulate', ...args], line), errors };
}

describe('onscore simulate', () => {
  test('says what it can simulate', async () => {
    expect(await runWrongly('weather')).toEqual({
      code: 2,
      errors: ['Cannot simulate "weather": there is "temperature"'],
    });
  });

  test('refuses a number that is none', async () => {
    expect(await runWrongly('temperature', '--devices', 'many')).toEqual({
      code: 2,
      errors: ['Cannot read the arguments: --devices is "many", expected a whole number from 1 to 100000'],
    });
  });
});

describe('simulateReadings()', () => {
  test('lets each device speak in turn, at later and later times', async () => {
    const sent: SentReading[] = [];
    const counts = await simulateReadings({
      ...{ devices: 5, rate: 100, seconds: 0.5, random: createRandom(1), report: () => undefined },
      send: async (readings) => void sent.push(...readings),
    });
    expect(counts.sent).toBe(50);
    expect(sent.map(({ device }) => device).slice(0, 6)).toEqual(
      ['0001', '0002', '0003', '0004', '0005', '0001'].map((number) => `simulated-${number}`),
    );
    const times = sent.filter(({ device }) => device === 'simulated-0001').map(({ time }) => time);
    expect(times).toEqual([...new Set(times)].sort());
    expect(times).toHaveLength(10);
  });
});

describe('createSimulatedMachine()', () => {
  test('stays about what is usual but for its breakdowns, which are rare and hot', () => {
    const machine = createSimulatedMachine(createRandom(1));
    const readings = Array.from({ length: 20_000 }, () => machine.next());
    const broken = readings.filter(({ isBroken }) => isBroken);
    const calm = readings.filter(({ isBroken }) => !isBroken).map(({ value }) => value);
    expect(broken.length / readings.length).toBeGreaterThan(0.003);
    expect(broken.length / readings.length).toBeLessThan(0.009);
    expect(Math.min(...broken.map(({ value }) => value))).toBeGreaterThan(Math.max(...calm));
    expect([Math.min(...calm) > 75, Math.max(...calm) < 95]).toEqual([true, true]);
  });
});
