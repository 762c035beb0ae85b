import { loadBodies } from '../real-time/bodies.ts';
import { measureLoad } from '../real-time/measure-load.ts';
import { fitLine } from './fit-line.ts';
import { readMemoryMiB } from './read-memory.ts';

export interface SoakOptions {
  readonly name: string;
  readonly url: string;
  readonly requests: number;
  /** Whose memory is added up. */
  readonly listPids: () => Promise<readonly number[]>;
}

const steps = 20;
const connections = [16, 32, 64];
/** Until then caches fill, and the heap finds its size. */
const warmUpRequests = 100_000;
/** Of the memory at the end. */
const mostGrowth = 0.05;

/** Sends requests in steps, looks at the memory after each, and prints both; whether all is well. */
export async function soak({ name, url, requests, listPids }: SoakOptions): Promise<boolean> {
  const bodies = await loadBodies('churn');
  const points: { readonly x: number; readonly y: number }[] = [];
  const startMs = performance.now();
  let sent = 0;
  let failed = 0;
  for (let step = 0; step < steps; step++) {
    const figures = await measureLoad({
      url: `${url}/models/churn/predict`,
      bodies,
      connections: connections[step % connections.length] ?? 16,
      amount: String(Math.ceil(requests / steps)),
    });
    sent += figures.total;
    failed += figures.failed;
    points.push({ x: sent, y: await readMemoryMiB(await listPids()) });
  }
  const seconds = (performance.now() - startMs) / 1000;
  const warm = Math.min(warmUpRequests, requests / 2);
  const measured = points.filter(({ x }) => x > warm);
  const { slope } = fitLine(measured);
  const grownMiB = slope * (sent - warm);
  const endMiB = points.at(-1)?.y ?? 0;
  console.log(`${name}: ${sent} requests, ${failed} failed, ${Math.round(sent / seconds)}/s`);
  console.log(`  memory ${points.map(({ y }) => Math.round(y)).join(' ')} MiB`);
  console.log(
    `  after the first ${warm} a slope of ${(slope * 100_000).toFixed(2)} MiB for 100,000 requests, in all ${grownMiB.toFixed(1)} MiB`,
  );
  return failed === 0 && grownMiB <= mostGrowth * endMiB;
}
