/**
 * Readings of devices through the whole product on this machine: queue, host, app, database.
 * `node bench/readings.ts [readings a second] [seconds] [devices]` sends them at that rate, one message each, and tells
 * whether they are scored as fast, how far behind the scoring is at the end, and who is busy.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createReadingSender } from '../src/storage/service-bus-reading-sender.ts';
import { listDescendants } from '../test/e2e/support/processes.ts';
import { startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { readCpuSeconds } from './cpu-seconds.ts';

const [rate = 500, seconds = 20, devices = 200] = process.argv.slice(2).map(Number);
const total = rate * seconds;
const tickMs = 100;
const pollMs = 1000;
const timeoutMs = 300_000;

const product = await startProduct();
const devicesContainer = product.database.database('onscore').container('devices');

async function countPredictions(): Promise<number> {
  const query = 'SELECT VALUE COUNT(1) FROM c WHERE IS_DEFINED(c.time)';
  const { resources } = await devicesContainer.items.query<number>(query).fetchAll();
  return resources[0] ?? 0;
}

async function untilScored(count: number): Promise<number> {
  const endMs = performance.now() + timeoutMs;
  for (;;) {
    const found = await countPredictions();
    if (found >= count || performance.now() > endMs) return found;
    await sleep(pollMs);
  }
}

const toReading = (k: number) => ({
  device: `bench-${k % devices}`,
  time: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(k / devices))).toISOString(),
  value: 85 + (k % 7) / 10,
});

try {
  const { portBase } = product;
  const sender = createReadingSender({
    connectionString: `Endpoint=sb://127.0.0.1:${portBase + 5};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`,
  });
  const processes = [
    { pid: product.pid, command: 'host, queue and database' },
    ...(await listDescendants(product.pid)),
  ];
  const cpuBefore = await Promise.all(processes.map(({ pid }) => readCpuSeconds(pid)));
  const startMs = performance.now();
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.ceil((rate * (performance.now() - startMs)) / 1000));
    // Never two readings of one device at one time.
    const count = Math.min(due - sent, devices);
    if (count > 0) await sender.send(Array.from({ length: count }, (_, k) => toReading(sent + k)));
    sent += count;
    if (count < devices) await sleep(tickMs);
  }
  const sentMs = performance.now() - startMs;
  const behind = total - (await countPredictions());
  const scored = await untilScored(total);
  const scoredMs = performance.now() - startMs;
  const cpu = await Promise.all(
    processes.map(async ({ pid, command }, k) => ({
      process: command.split('/').at(-1),
      cores: Number((((await readCpuSeconds(pid)) - (cpuBefore[k] ?? 0)) / (scoredMs / 1000)).toFixed(2)),
    })),
  );
  console.log(describeMachine());
  const perSecond = (count: number, ms: number) => Math.round((1000 * count) / ms);
  console.log(`${total} readings of ${devices} devices sent, ${perSecond(total, sentMs)} a second`);
  console.log(
    `${behind} were not scored yet when the last was sent; all were ${Math.round(scoredMs - sentMs)} ms later`,
  );
  console.log(`${scored} scored, ${perSecond(scored, scoredMs)} a second from the first to the last`);
  console.table(cpu);
  await sender.close();
} finally {
  await product.stop();
}
process.exit(0);
