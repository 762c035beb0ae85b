/**
 * How long the app takes for one basket while eight visitors ask at once, by its own header Server-Timing:
 * `npm run build && node bench/shop.ts [seconds]`. Says how busy the machine was: beside other work the tail is theirs.
 */
import { loadavg } from 'node:os';
import { parseServerTiming } from '../src/console/server-timing.ts';
import { startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';

const visitors = 8;
const warmUpSeconds = 3;
const msPerSecond = 1000;
const seconds = Number(process.argv[2] ?? 10);
const product = await startProduct({});

async function ask(): Promise<number> {
  const response = await fetch(`${product.url}/models/recommendations/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ basket: ['22423', '22699', '85123A'] }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`Cannot measure: the app answered ${response.status}`);
  const parts = parseServerTiming(response.headers.get('server-timing') ?? '');
  return [...parts.values()].reduce((sum, ms) => sum + ms, 0);
}

async function visit(duration: number): Promise<number[]> {
  const end = performance.now() + duration * msPerSecond;
  const found: number[] = [];
  while (performance.now() < end) found.push(await ask());
  return found;
}

const run = (duration: number) => Promise.all(Array.from({ length: visitors }, () => visit(duration)));

await run(warmUpSeconds);
const samples = (await run(seconds)).flat().sort((a, b) => a - b);
await product.stop();

const quantile = (share: number) => (samples[Math.floor(samples.length * share)] ?? NaN).toFixed(2);
console.log(describeMachine());
console.log(`load of the machine ${loadavg()[0]?.toFixed(1) ?? '?'}, ${visitors} visitors, ${seconds} s`);
console.log(`server time: median ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms of ${samples.length} answers`);
