/**
 * Trivial activities in 50 lanes, through the local Durable engine and one worker process: the time an activity, the
 * events an instance, the memory. It should not grow with their number. `node bench/durable-lanes.ts [activities ...]`
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { createDurableEngine } from '../local/durable/create-durable-engine.ts';
import { startWorkerPool } from '../local/worker/worker-pool.ts';

const lanes = 50;
const chunksPerLane = 50;
const sizes = process.argv.slice(2).map(Number);
const totals = sizes.length > 0 ? sizes : [1_000, 10_000];

const started = z.object({ id: z.string() });
const status = z.object({ runtimeStatus: z.string(), output: z.unknown() });
const listed = z.array(z.object({ instanceId: z.string(), name: z.string() }));
const detailed = z.object({ historyEvents: z.array(z.unknown()) });

async function readPeakMiB(pid: number): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(text)?.[1] ?? 0) / 1024);
}

/** What processes have computed so far: on a busy machine a fairer measure than the clock. */
async function readCpuMs(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return ticks.reduce((sum, count) => sum + count * 10, 0);
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot listen: no port');
  return `http://127.0.0.1:${address.port}`;
}

async function run(api: string, total: number): Promise<{ ms: number; output: unknown }> {
  const startedAt = performance.now();
  const body = JSON.stringify({ total, lanes, chunksPerLane });
  const { id } = started.parse(
    await (await fetch(`${api}/orchestrators/job`, { method: 'POST', body })).json(),
  );
  for (;;) {
    const now = status.parse(await (await fetch(`${api}/instances/${id}`)).json());
    if (now.runtimeStatus === 'Completed') return { ms: performance.now() - startedAt, output: now.output };
    if (now.runtimeStatus === 'Failed') throw new Error(String(now.output));
    await sleep(50);
  }
}

async function countLongestHistory(api: string): Promise<number> {
  const instances = listed.parse(await (await fetch(`${api}/instances?top=100`)).json());
  const counts = instances.map(async ({ instanceId }) => {
    const reply = await fetch(`${api}/instances/${instanceId}?showHistory=true`);
    return detailed.parse(await reply.json()).historyEvents.length;
  });
  return Math.max(...(await Promise.all(counts)));
}

const directory = await mkdtemp(join(tmpdir(), 'durable-lanes-'));
const pool = await startWorkerPool({
  appDirectory: fileURLToPath(new URL('./lanes-app/', import.meta.url)),
  environment: {},
  hostVersion: '4.1037.0',
  log: () => undefined,
  print: () => undefined,
  size: 1,
  functionTimeoutMs: 60_000,
  report: console.error,
});
const server = createServer((request, response) => {
  engine.webhooks(request, response);
});
const baseUrl = await listen(server);
const engine = await createDurableEngine({
  file: join(directory, 'durable.sqlite'),
  invoker: pool,
  taskHubName: 'Bench',
  hostJson: {},
  webhookBaseUrl: baseUrl,
  log: console.error,
});
try {
  await engine.start();
  const api = `${baseUrl}/runtime/webhooks/durabletask`;
  await run(api, 500);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  console.log(
    `${lanes} lanes, ${chunksPerLane} chunks a lane and generation; ${cpus().length} cores, commit ${commit}`,
  );
  const pids = [process.pid, ...pool.pids()];
  let first: { readonly ms: number; readonly cpuMs: number } | undefined;
  for (const total of totals) {
    const cpuBefore = await readCpuMs(pids);
    const { ms, output } = await run(api, total);
    const cpuMs = (await readCpuMs(pids)) - cpuBefore;
    const each = { ms: ms / total, cpuMs: cpuMs / total };
    first ??= each;
    console.log(
      `${total} activities: ${(ms / 1000).toFixed(1)} s, ${Math.round(total / (ms / 1000))}/s, ` +
        `each ${each.ms.toFixed(2)} ms (${(each.ms / first.ms).toFixed(2)} x the first) and ` +
        `${each.cpuMs.toFixed(2)} ms of CPU (${(each.cpuMs / first.cpuMs).toFixed(2)} x), ${String(output)} records`,
    );
  }
  const peaks = await Promise.all(pids.map(readPeakMiB));
  console.log(`at most ${await countLongestHistory(api)} events an instance (100 looked at)`);
  console.log(`peak memory: engine ${peaks[0]} MiB, worker ${peaks.slice(1).join(' + ')} MiB`);
} finally {
  await engine.stop();
  server.close();
  await pool.stop();
  await rm(directory, { recursive: true, force: true });
}
