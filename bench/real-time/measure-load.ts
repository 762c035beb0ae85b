import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const figures = z.object({
  perSecond: z.number(),
  total: z.number(),
  p50Ms: z.number(),
  p99Ms: z.number(),
  failed: z.number(),
});
export type LoadFigures = z.infer<typeof figures>;

export interface Load {
  readonly url: string;
  readonly bodies: readonly string[];
  readonly connections: number;
  /** Seconds, e.g. `2s`, or a number of requests. */
  readonly amount: string;
}

const script = fileURLToPath(new URL('load.ts', import.meta.url));

/** Sends requests from a process of its own, each connection one after the other. */
export async function measureLoad({ url, bodies, connections, amount }: Load): Promise<LoadFigures> {
  const child = spawn(process.execPath, [script, url, String(connections), amount], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(bodies));
  return figures.parse(JSON.parse(await text(child.stdout)));
}
