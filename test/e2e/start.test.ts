import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { head, loadTable } from './support/churn.ts';
import { readOutput, scoreByDrop } from './support/jobs.ts';
import { listDescendants, stillAlive } from './support/processes.ts';
import { findPortBase, startProduct } from './support/product.ts';

test('two products run at the same time on different ports and know nothing of each other', async () => {
  const { text } = await loadTable();
  const products = await Promise.all([startProduct(), startProduct()]);
  const jobs = await Promise.all(
    products.map((product, k) => scoreByDrop(product, 'churn/t.csv', head(text, 100 + k))),
  );
  expect(jobs.map((job) => [job.status, job.records.total])).toEqual([
    ['Succeeded', 100],
    ['Succeeded', 101],
  ]);
  const outputs = await Promise.all(
    products.map((product, k) => readOutput(product, jobs[k]!.id, 'predictions')),
  );
  expect(outputs.map((output) => output.trim().split('\n').length)).toEqual([101, 102]);
  await Promise.all(products.map((product) => product.stop()));
}, 180_000);

test('stopping ends with 0 and leaves no process behind', async () => {
  const product = await startProduct();
  const children = await listDescendants(product.pid);
  expect(children.length).toBeGreaterThan(0);
  expect(product.output().trim().split('\n').at(-1)).toBe(`Ready ${product.url}`);
  expect(await product.stop()).toBe(0);
  expect(await stillAlive(children)).toEqual([]);
}, 90_000);

test('whoever ends `npm start` ends all that it has started', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'onscore-'));
  const portBase = await findPortBase();
  const args = ['start', '--', '--port-base', String(portBase), '--data', directory];
  const npm = spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [npm.stdout, npm.stderr]) stream.on('data', (data) => (text += String(data)));
  while (!/^Ready http/m.test(text)) {
    if (npm.exitCode !== null) throw new Error(`npm start ended with ${npm.exitCode}\n${text}`);
    await sleep(100);
  }
  const children = await listDescendants(npm.pid!);
  expect(children.length).toBeGreaterThan(2);
  npm.kill('SIGTERM');
  await once(npm, 'exit');
  for (let tries = 0; tries < 100 && (await stillAlive(children)).length > 0; tries++) await sleep(100);
  expect(await stillAlive(children)).toEqual([]);
  await rm(directory, { recursive: true });
}, 180_000);

test('a second product on the same data is refused, and the first one keeps them', async () => {
  const { text } = await loadTable();
  const first = await startProduct();
  const { dataDirectory } = first;
  await expect(startProduct({ dataDirectory })).rejects.toThrow(
    `ended with 1\nCannot keep data in "${dataDirectory}": another process uses it`,
  );
  expect(await scoreByDrop(first, 'churn/t.csv', head(text, 100))).toMatchObject({ status: 'Succeeded' });
  await first.stop();
}, 180_000);

test('a port in use is an error that names it and the way out', async () => {
  const portBase = await findPortBase();
  const server = createServer().listen(portBase, '127.0.0.1');
  await once(server, 'listening');
  const started = startProduct({ portBase });
  await expect(started).rejects.toThrow(new RegExp(`ended with 1[^]*${portBase}[^]*--port-base`));
  server.close();
}, 90_000);

test.each([
  [['--data='], 'Cannot start: --data is empty, expected a directory'],
  [['--app', '/nonexistent'], 'Cannot start: /nonexistent holds no package.json, so it is no Functions app'],
  [['--app-only'], 'Cannot start: nothing answers on port'],
  [['--bogus'], "Cannot start: unknown option '--bogus'; --help lists the options"],
])(
  'npm start -- %p is refused in words',
  async (args, message) => {
    await expect(startProduct({ args })).rejects.toThrow(message);
  },
  90_000,
);
