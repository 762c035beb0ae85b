import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listDescendants, waitUntil } from './support/processes.ts';
import { findPortBase, type Product, type ProductOptions, startProduct } from './support/product.ts';

/** A few here; `npm run soak` sets it to 200. */
const kills = Number(process.env.ONSCORE_KILLS ?? 10);
const lanes = 8;
const perLane = 25;
const activities = lanes * perLane;
const expectedSum = (activities * (activities - 1)) / 2;
const appDirectory = fileURLToPath(new URL('./fixtures/workload-app/', import.meta.url));

interface Status {
  readonly runtimeStatus: string;
  readonly output: unknown;
}

let directory: string;
let activityLog: string;
let options: ProductOptions;
let product: Product;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onscore-kill-'));
  activityLog = join(directory, 'activities.log');
  const portBase = await findPortBase();
  const environment = { ACTIVITY_LOG: activityLog };
  options = { dataDirectory: join(directory, 'data'), portBase, appDirectory, environment };
  product = await startProduct(options);
}, 90_000);

afterAll(async () => {
  await product.stop();
  await rm(directory, { recursive: true, force: true });
});

async function startWorkload(job: string): Promise<void> {
  const body = JSON.stringify({ job, lanes, perLane });
  const accepted = async () =>
    (await fetch(`${product.url}/api/start`, { method: 'POST', body })).status === 202;
  await waitUntil(`${job} is started`, () => accepted().catch(() => false));
}

async function readStatus(job: string): Promise<Status | undefined> {
  const url = `${product.url}/runtime/webhooks/durabletask/instances/${job}`;
  const response = await fetch(url).catch(() => undefined);
  return response === undefined ? undefined : ((await response.json()) as Status);
}

async function readActivities(job: string): Promise<{ n: number; pid: string }[]> {
  const lines = (await readFile(activityLog, 'utf8')).trim().split('\n');
  return lines
    .map((line) => line.split(' '))
    .filter(([name]) => name === job)
    .map(([, n, pid]) => ({ n: Number(n), pid: pid ?? '' }));
}

async function expectRight(job: string): Promise<void> {
  const ended = async () => {
    const status = await readStatus(job);
    return status !== undefined && !['Pending', 'Running'].includes(status.runtimeStatus)
      ? status
      : undefined;
  };
  const status = await waitUntil(`${job} has ended`, ended, 120_000);
  expect(status).toMatchObject({ runtimeStatus: 'Completed', output: expectedSum });
  const ran = new Set((await readActivities(job)).map(({ n }) => n));
  expect(ran.size).toBe(activities);
}

async function killWorker(): Promise<void> {
  const all = await listDescendants(product.pid);
  const workers = all.filter((entry) => entry.command.includes('worker-main'));
  const victim = workers[Math.floor(Math.random() * workers.length)];
  if (victim !== undefined) process.kill(victim.pid, 'SIGKILL');
}

async function killHost(): Promise<void> {
  process.kill(product.pid, 'SIGKILL');
  await product.ended();
  const isBack = () => startProduct(options).catch(() => undefined);
  product = await waitUntil('the host is back', isBack, 90_000);
}

describe('orchestrations', () => {
  test('are shared by two worker processes', async () => {
    await startWorkload('shared');
    await expectRight('shared');
    const pids = new Set((await readActivities('shared')).map(({ pid }) => pid));
    expect(pids.size).toBe(2);
  }, 150_000);

  test(
    `end right, and lose no activity, over ${kills} kills of host and workers at random moments`,
    async () => {
      const jobs: string[] = [];
      for (let k = 0; k < kills; k++) {
        const job = `job-${k}`;
        jobs.push(job);
        await startWorkload(job);
        await sleep(Math.random() * 600);
        await (k % 4 === 3 ? killHost() : killWorker());
      }
      for (const job of jobs) await expectRight(job);
    },
    240_000 + kills * 20_000,
  );
});
