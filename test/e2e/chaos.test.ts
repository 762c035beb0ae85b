import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { head, loadTable } from './support/churn.ts';
import { postJob, readOutput, scoreByDrop, untilFinished } from './support/jobs.ts';
import { listDescendants, waitUntil } from './support/processes.ts';
import { findPortBase, type Product, type ProductOptions, startProduct } from './support/product.ts';

/** A few here; `npm run soak` sets it to 100. */
const rounds = Number(process.env.ONSCORE_CHAOS ?? 5);
const records = 1500;
const input = 'batch-input/churn/chaos.csv';

let directory: string;
let options: ProductOptions;
let product: Product;
let expected: { readonly predictions: string; readonly documents: unknown[] };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onscore-chaos-'));
  const portBase = await findPortBase();
  const environment = { FUNCTIONS_WORKER_PROCESS_COUNT: '2' };
  options = { dataDirectory: join(directory, 'data'), portBase, environment, args: ['--faults'] };
  product = await startProduct(options);
  const { text } = await loadTable();
  const job = await scoreByDrop(product, 'churn/chaos.csv', head(text, records));
  expected = await readAll(job.id);
}, 180_000);

afterAll(async () => {
  await product.stop();
  await rm(directory, { recursive: true, force: true });
});

async function readAll(job: string): Promise<typeof expected> {
  const container = product.database.database('onscore').container('predictions');
  const query = {
    query: 'SELECT c.key, c.row, c.prediction FROM c WHERE c.job = @job',
    parameters: [{ name: '@job', value: job }],
  };
  const { resources } = await container.items.query<{ row: number }>(query).fetchAll();
  return {
    predictions: await readOutput(product, job, 'predictions'),
    documents: resources.toSorted((a, b) => a.row - b.row),
  };
}

/** The first that strikes counts: what is not lost or late runs twice. */
const toFaults = (seed: number) =>
  [
    { service: 'activity', effect: { kind: 'slow', delayMs: 300 }, rate: 0.15 },
    { service: 'activity', effect: { kind: 'drop-after' }, rate: 0.05 },
    { service: 'activity', effect: { kind: 'refuse' }, rate: 0.05 },
    { service: 'activity', effect: { kind: 'lose-reply' } },
    { service: 'blob', path: 'batch-output|job-state', effect: { kind: 'status', status: 500 }, rate: 0.05 },
    { service: 'blob', path: 'batch-output|job-state', effect: { kind: 'status', status: 429 }, rate: 0.05 },
    { service: 'blob', path: 'batch-output|job-state', effect: { kind: 'drop-after' }, rate: 0.03 },
    {
      service: 'cosmos',
      path: '/docs',
      effect: { kind: 'status', status: 429, retryAfterMs: 20 },
      rate: 0.05,
    },
    { service: 'cosmos', path: '/docs', effect: { kind: 'status', status: 500 }, rate: 0.05 },
  ].map((fault, index) => ({ ...fault, seed: seed * 100 + index }));

async function withFaults(seed: number): Promise<void> {
  const api = `http://127.0.0.1:${product.portBase + 6}/faults`;
  await fetch(api, { method: 'DELETE' });
  for (const fault of toFaults(seed)) {
    const answer = await fetch(api, { method: 'POST', body: JSON.stringify(fault) });
    expect(answer.status).toBe(201);
  }
}

async function withoutFaults(): Promise<void> {
  await fetch(`http://127.0.0.1:${product.portBase + 6}/faults`, { method: 'DELETE' });
}

async function killWorker(): Promise<void> {
  const all = await listDescendants(product.pid);
  const workers = all.filter((entry) => entry.command.includes('worker-main'));
  const victim = workers[Math.floor(Math.random() * workers.length)];
  if (victim !== undefined) process.kill(victim.pid, 'SIGKILL');
}

async function killHost(seed: number): Promise<void> {
  process.kill(product.pid, 'SIGKILL');
  await product.ended();
  const isBack = () => startProduct(options).catch(() => undefined);
  product = await waitUntil('the host is back', isBack, 90_000);
  await withFaults(seed);
}

async function startJob(id: string): Promise<void> {
  const settings = { mini_batch_size: 60, max_concurrency: 6, retry_settings: { max_retries: 10 } };
  const accepted = async () =>
    (await postJob(product, { id, model: 'churn', input, settings })).status === 202;
  await waitUntil(`${id} is started`, () => accepted().catch(() => false));
}

describe('a job in the midst of faults', () => {
  test.each(Array.from({ length: rounds }, (_, round) => round + 1))(
    'ends with the same bytes and documents, round %d',
    async (round) => {
      await withFaults(round);
      const id = `chaos-${round}`;
      await startJob(id);
      await sleep(Math.random() * 2_000);
      await (round % 5 === 0 ? killHost(round) : killWorker());
      const job = await untilFinished(product, id, 300_000);
      await withoutFaults();
      expect(job).toMatchObject({
        status: 'Succeeded',
        records: { total: records, succeeded: records, failed: 0 },
        chunks: { total: 25, done: 25, failed: 0 },
      });
      expect(await readAll(id)).toEqual(expected);
    },
    400_000,
  );
});
