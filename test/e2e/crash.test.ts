import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadTable } from './support/churn.ts';
import { type JobAnswer, postJob, readOutput, scoreByDrop, untilFinished } from './support/jobs.ts';
import { listDescendants, stillAlive, waitUntil } from './support/processes.ts';
import { findPortBase, type Product, startProduct } from './support/product.ts';

let dataDirectory: string;
let portBase: number;
let product: Product;
let expected: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'onscore-crash-'));
  portBase = await findPortBase();
  product = await startProduct({ dataDirectory, portBase });
  const { text } = await loadTable();
  const job = await scoreByDrop(product, 'churn/customers.csv', text);
  expected = await readOutput(product, job.id, 'predictions');
}, 120_000);

afterAll(async () => {
  await product.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

async function postJobOfChunks(id: string, size: number): Promise<void> {
  const input = 'batch-input/churn/customers.csv';
  const response = await postJob(product, { id, model: 'churn', input, settings: { mini_batch_size: size } });
  expect(response.status).toBe(202);
}

async function untilHalfDone(id: string): Promise<void> {
  await waitUntil(`job ${id} is in its middle`, async () => {
    const response = await fetch(`${product.url}/jobs/${id}`);
    const job = (await response.json()) as JobAnswer;
    return job.status === 'Running' && job.chunks.done >= 20;
  });
}

async function expectSameOutput(id: string): Promise<void> {
  const job = await untilFinished(product, id, 180_000);
  expect(job).toMatchObject({ status: 'Succeeded', records: { total: 7043, succeeded: 7043, failed: 0 } });
  expect(await readOutput(product, id, 'predictions')).toBe(expected);
}

describe('kill -9 in the middle of a job', () => {
  test('of a worker process loses nothing: it is replaced and the job succeeds', async () => {
    await postJobOfChunks('worker-killed', 50);
    await untilHalfDone('worker-killed');
    const workers = (await listDescendants(product.pid)).filter((entry) =>
      entry.command.includes('local/worker'),
    );
    expect(workers.length).toBeGreaterThan(0);
    for (const worker of workers) process.kill(worker.pid, 'SIGKILL');
    await expectSameOutput('worker-killed');
    expect(await stillAlive(workers)).toEqual([]);
  }, 240_000);

  test('of everything, then a start: the job goes on and succeeds', async () => {
    await postJobOfChunks('all-killed', 50);
    await untilHalfDone('all-killed');
    const all = await listDescendants(product.pid);
    for (const pid of [product.pid, ...all.map((entry) => entry.pid)]) process.kill(pid, 'SIGKILL');
    await product.ended();
    expect(await stillAlive(all)).toEqual([]);
    product = await startProduct({ dataDirectory, portBase });
    await expectSameOutput('all-killed');
  }, 240_000);

  test('of the host alone leaves no process behind, and the job goes on at the next start', async () => {
    await postJobOfChunks('host-killed', 50);
    await untilHalfDone('host-killed');
    const all = await listDescendants(product.pid);
    process.kill(product.pid, 'SIGKILL');
    await product.ended();
    await waitUntil('its children have ended', async () => (await stillAlive(all)).length === 0, 15_000);
    product = await startProduct({ dataDirectory, portBase });
    await expectSameOutput('host-killed');
  }, 240_000);
});
