import { execFile } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { DemoApi } from './api.ts';
import { assertSame } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import { send, takeAll, toConnection } from './queue.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

const commandLine = path.join(import.meta.dirname, '../../dist/onscore.js');
const simulated = { devices: 50, rate: 250, seconds: 2 };
const machine = 'oven-1';
const steadyReadings = 20;
const scoredWithinMs = 60_000;
const pollMs = 250;
const alertSchema = z.object({ device: z.string(), time: z.string(), value: z.number() });

/** Readings of devices as they come, and those of the day as a job. */
export const temperature: Scenario = {
  name: 'temperature',
  title: 'Devices send readings: each is scored as it comes, those of the day together',
  show: async (product) => {
    const sent = await sendReadings(product);
    await untilScored(product.api, sent);
    await showAlerts(product);
    await showDay(product);
  },
};

/** An oven that is steady and then hot, and devices that do not exist. Gives how many readings. */
async function sendReadings({ serviceBusPort }: DemoProduct): Promise<number> {
  const { devices, rate, seconds } = simulated;
  const flags = { devices, rate, seconds, 'service-bus': toConnection(serviceBusPort) };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  console.log(
    `\nReadings to the queue readings: npx onscore simulate temperature --devices ${devices} --rate ${rate}\n`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [
    commandLine,
    'simulate',
    'temperature',
    ...args,
  ]);
  console.log(stdout.trimEnd().replaceAll(/^/gm, '  '));
  const startMs = Date.now() - steadyReadings * 1000;
  const values = [...Array.from({ length: steadyReadings }, (_, k) => 90 + (k % 3) / 10), 140];
  await send(
    serviceBusPort,
    'readings',
    values.map((value, k) => {
      const time = new Date(startMs + k * 1000).toISOString();
      const body = { device: machine, time, value };
      return { messageId: `${machine}@${time}`, sessionId: '0', contentType: 'application/json', body };
    }),
  );
  console.log(`  ${values.length} readings of ${machine}: ${steadyReadings} of 90 degrees, then one of 140`);
  return rate * seconds + values.length;
}

/** The prediction that is stored of a device tells how many readings it has had. */
async function untilScored(api: DemoApi, sent: number): Promise<void> {
  const devices = Array.from(
    { length: simulated.devices },
    (_, k) => `simulated-${String(k + 1).padStart(4, '0')}`,
  );
  const startMs = Date.now();
  for (;;) {
    const counts = await Promise.all([machine, ...devices].map((device) => api.countReadings(device)));
    const scored = counts.reduce((sum, count) => sum + count, 0);
    if (scored >= sent) return;
    if (Date.now() - startMs > scoredWithinMs)
      throw new Error(
        `Cannot wait longer than ${scoredWithinMs / 1000} s: ${scored} of ${sent} readings are scored`,
      );
    await sleep(pollMs);
  }
}

async function showAlerts({ api, url, serviceBusPort }: DemoProduct): Promise<void> {
  const alerts = z.array(alertSchema).parse(await takeAll(serviceBusPort, 'alerts'));
  const rows = alerts.map(({ device, time, value }) => [device, time, value.toFixed(1)]);
  const own = rows.filter(([device]) => device === machine);
  console.log(`\n${alerts.length} alerts in the queue alerts\n`);
  console.log(
    toTable([['device', 'time', 'value'], ...own, ...rows.filter((row) => !own.includes(row)).slice(0, 3)]),
  );
  const { prediction } = await api.storedPrediction('temperature', machine);
  console.log(`\n${toTable([['the latest of it', `${url}/models/temperature/predictions/${machine}`]])}`);
  assertSame(`alerts of ${machine}`, own.length, 1);
  assertSame(`anomaly of ${machine}`, prediction.anomaly, true);
}

async function showDay({ api, url }: DemoProduct): Promise<void> {
  console.log(
    '\nThe readings of the day as a job: POST /admin/functions/collect-temperature fires its timer\n',
  );
  const job = await runJob(api, 'temperature', () => api.fire('collect-temperature'));
  const rows = parse<Record<string, string>>(await api.predictions(job.id), { columns: true });
  const unusual = rows.filter(({ anomaly }) => anomaly === 'true').length;
  assertSame('records that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, job.records.total);
  console.log(
    `\n${job.records.total} readings scored together, ${unusual} of them are unusual (the first 12 of a device raise no alert)\n`,
  );
  console.log(toLinks(url, job));
}
