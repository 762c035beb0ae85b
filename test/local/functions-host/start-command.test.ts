import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listDescendants, stillAlive, waitUntil } from '../../e2e/support/processes.ts';
import { findPortBase } from '../../e2e/support/product.ts';

const mainFile = fileURLToPath(new URL('../../../local/main.ts', import.meta.url));
const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const repository = fileURLToPath(new URL('../../../', import.meta.url));

let directory: string;
beforeAll(async () => {
  // Inside the repository, so that apps in it find their packages.
  directory = await mkdtemp(join(repository, 'node_modules', '.start-command-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [mainFile, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
  const ended = once(child, 'exit').then(([code]) => code as number | null);
  return {
    child,
    ended,
    output: () => text,
    ready: (times = 1) =>
      waitUntil('it is ready', async () => (text.match(/^Ready http/gm) ?? []).length >= times, 30_000),
  };
}

async function appWith(name: string, source: string): Promise<string> {
  const app = join(directory, name);
  await cp(join(fixtures, 'recorded-prefix'), app, { recursive: true });
  await writeFile(join(app, 'index.js'), source);
  return app;
}

const hello = (answer: string) =>
  `import { app } from '@azure/functions';
   app.http('hello', { authLevel: 'anonymous', handler: () => ({ body: '${answer}' }) });`;

describe('npm start', () => {
  test('names a flag that it does not know, and ends with 1', async () => {
    const { ended, output } = start(['--port', '8000']);
    expect([await ended, output()]).toEqual([
      1,
      `Cannot start: unknown option '--port'; --help lists the options\n`,
    ]);
  });

  test('names a port that is in use, and ends with 1', async () => {
    const portBase = await findPortBase();
    const blocker = createServer().listen(portBase + 4, '127.0.0.1');
    await once(blocker, 'listening');
    const { ended, output } = start(['--ephemeral', '--port-base', String(portBase)]);
    expect([await ended, output()]).toEqual([
      1,
      `Cannot start: port ${portBase + 4} (cosmos) is in use, choose others with --port-base N\n`,
    ]);
    blocker.close();
  });

  test('tells why an app does not load, and ends with 1', async () => {
    const app = await appWith('broken', "throw new Error('no such model');");
    const { ended, output } = start([
      '--ephemeral',
      '--app',
      app,
      '--port-base',
      String(await findPortBase()),
    ]);
    expect(await ended).toBe(1);
    expect(output()).toMatch(/^Cannot load the app: no such model$/m);
  });

  test('names a binding that it does not serve, and ends with 1', async () => {
    const app = await appWith(
      'grid',
      "import { app } from '@azure/functions'; app.eventGrid('grid', { handler: () => undefined });",
    );
    const { ended, output } = start([
      '--ephemeral',
      '--app',
      app,
      '--port-base',
      String(await findPortBase()),
    ]);
    expect(await ended).toBe(1);
    expect(output()).toMatch(
      /^Cannot serve function "grid": the local host has no binding "eventGridTrigger" \(in\)$/m,
    );
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('leaves no process behind after %s', async (signal) => {
    const app = await appWith(`stops-${signal}`, hello('hi'));
    const product = start(['--ephemeral', '--app', app, '--port-base', String(await findPortBase())]);
    await product.ready();
    const children = await listDescendants(product.child.pid ?? 0);
    product.child.kill(signal);
    expect(children.length).toBeGreaterThanOrEqual(2);
    expect([await product.ended, await stillAlive(children)]).toEqual([0, []]);
  });

  test('leaves no process behind when it is killed', async () => {
    const app = await appWith('killed', hello('hi'));
    const product = start(['--ephemeral', '--app', app, '--port-base', String(await findPortBase())]);
    await product.ready();
    const children = await listDescendants(product.child.pid ?? 0);
    product.child.kill('SIGKILL');
    await product.ended;
    await waitUntil('all have ended', async () => (await stillAlive(children)).length === 0, 10_000);
  });

  test('loads the app anew under --watch, also after a version that does not load', async () => {
    const app = await appWith('watched', hello('one'));
    const portBase = await findPortBase();
    const product = start(['--ephemeral', '--watch', '--app', app, '--port-base', String(portBase)]);
    await product.ready();
    const get = async () => (await fetch(`http://127.0.0.1:${portBase}/hello`)).text();
    const answers = [await get()];
    await writeFile(join(app, 'index.js'), "throw new Error('half written');");
    await waitUntil('it has failed', async () => product.output().includes('half written'));
    await writeFile(join(app, 'index.js'), hello('two'));
    await product.ready(2);
    answers.push(await get());
    product.child.kill('SIGTERM');
    expect([answers, await product.ended]).toEqual([['one', 'two'], 0]);
  });

  test('keeps the same function key with the state', async () => {
    const app = await appWith('keyed', hello('hi'));
    const data = await mkdtemp(join(tmpdir(), 'start-command-'));
    const keys: string[] = [];
    for (let run = 0; run < 2; run++) {
      const portBase = String(await findPortBase());
      const product = start(['--auth', '--data', data, '--app', app, '--port-base', portBase]);
      await product.ready();
      keys.push(/^Function key (\S+)$/m.exec(product.output())?.[1] ?? '');
      product.child.kill('SIGTERM');
      await product.ended;
    }
    expect(keys).toEqual([keys[0], await readFile(join(data, 'host-key'), 'utf8')]);
    await rm(data, { recursive: true, force: true });
  });
});
