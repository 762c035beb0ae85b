import { setTimeout as sleep } from 'node:timers/promises';

export interface LivenessTimes {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const pauseMs = 10;

/** Asks whether the product lives, again and again, and tells how long the answers took; fails where one is not 200. */
export async function timeLiveness(url: string, durationMs: number): Promise<LivenessTimes> {
  const times: number[] = [];
  const endMs = performance.now() + durationMs;
  while (performance.now() < endMs) {
    const startMs = performance.now();
    const response = await fetch(`${url}/v2/health/live`);
    await response.arrayBuffer();
    times.push(performance.now() - startMs);
    if (response.status !== 200) throw new Error(`Cannot see that the product lives: ${response.status}`);
    await sleep(pauseMs);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Infinity;
  return { count: times.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs: at(1) };
}
