/**
 * How long the app takes for one basket, by its own header Server-Timing, while eight visitors ask at once, each again as
 * soon as it is answered: at the app's own handler over plain HTTP, and behind the local Functions host; there also with
 * visitors that pause, so that host, app and visitors together leave the processors time.
 * `npm run build && node bench/shop.ts [seconds]`
 */
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseServerTiming } from '../src/console/server-timing.ts';
import { startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { startServer } from './real-time/server-process.ts';

const visitors = 8;
const warmUpSeconds = 3;
const msPerSecond = 1000;
const pauseMs = 20;
const seconds = Number(process.argv[2] ?? 10);

async function ask(url: string): Promise<number> {
  const response = await fetch(`${url}/models/recommendations/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ basket: ['22423', '22699', '85123A'] }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Cannot measure: the app answered ${response.status}`);
  const parts = parseServerTiming(response.headers.get('server-timing') ?? '');
  return [...parts.values()].reduce((sum, ms) => sum + ms, 0);
}

async function visit(
  url: string,
  { duration, pause }: { duration: number; pause: number },
): Promise<number[]> {
  const end = performance.now() + duration * msPerSecond;
  const found: number[] = [];
  while (performance.now() < end) {
    found.push(await ask(url));
    // Visitors do not come in step.
    if (pause > 0) await sleep(2 * pause * Math.random());
  }
  return found;
}

async function measure(where: string, url: string, pause: number) {
  const run = (duration: number) =>
    Promise.all(Array.from({ length: visitors }, () => visit(url, { duration, pause })));
  await run(warmUpSeconds);
  const samples = (await run(seconds)).flat().sort((a, b) => a - b);
  const quantile = (share: number) => Number((samples[Math.floor(samples.length * share)] ?? NaN).toFixed(2));
  return {
    where,
    'pause, ms': pause,
    'answers/s': Math.round(samples.length / seconds),
    'median, ms': quantile(0.5),
    'p99, ms': quantile(0.99),
  };
}

const rows = [];
const plain = await startServer('our-server.ts');
rows.push(await measure('handler', plain.url, 0), await measure('handler', plain.url, pauseMs));
await plain.stop();
const product = await startProduct({});
rows.push(await measure('local host', product.url, 0), await measure('local host', product.url, pauseMs));
await product.stop();
console.log(describeMachine());
console.log(
  `load of the machine ${loadavg()[0]?.toFixed(1) ?? '?'}, ${visitors} visitors, ${seconds} s each`,
);
console.table(rows);
