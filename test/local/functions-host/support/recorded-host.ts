import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findPortBase } from '../../../e2e/support/product.ts';
import { createWireClient, type WireClient } from './wire-client.ts';

const mainFile = fileURLToPath(new URL('../../../../local/main.ts', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/', import.meta.url));
const startTimeoutMs = 30_000;

export interface LoggedInvocation {
  readonly function: string;
  readonly invocationId: string;
  readonly invocationRequest?: unknown;
  readonly invocationResponse?: unknown;
}

/** The local host with one of the apps of fixtures/, and what that app was asked. */
export interface RecordedHost {
  readonly url: string;
  readonly portBase: number;
  readonly client: WireClient;
  /** The master key, where keys are asked. */
  readonly masterKey: string;
  readonly pid: number;
  output(): string;
  /** What the app wrote down since the last call. */
  takeInvocations(): Promise<readonly LoggedInvocation[]>;
  stop(): Promise<void>;
}

export interface RecordedHostOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
  /** Where it keeps its state; none is kept if not given. */
  readonly dataDirectory?: string;
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`Cannot start the local host: ${why}\n${output()}`));
    const timer = setTimeout(() => fail(`not ready after ${startTimeoutMs} ms`), startTimeoutMs);
    child.once('exit', (code) => fail(`it ended with ${String(code)}`));
    child.stdout?.on('data', () => {
      if (!/^Ready http/m.test(output())) return;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Starts `npm start`'s command with the app `recorded-<app>` of fixtures/. */
export async function startRecordedHost(
  app: string,
  { environment = {}, flags = [], dataDirectory }: RecordedHostOptions = {},
): Promise<RecordedHost> {
  const directory = await mkdtemp(join(tmpdir(), 'recorded-host-'));
  const log = join(directory, 'invocations.jsonl');
  const portBase = await findPortBase();
  const args = ['--app', join(fixtures, `recorded-${app}`), '--port-base', String(portBase)];
  const state = dataDirectory === undefined ? ['--ephemeral'] : ['--data', dataDirectory];
  const child = spawn(process.execPath, [mainFile, ...args, ...state, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...environment, INVOCATION_LOG: log },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
  await untilReady(child, () => text);

  const url = `http://127.0.0.1:${portBase}`;
  const client = createWireClient(url);
  let taken = 0;
  return {
    url,
    portBase,
    client,
    masterKey: /^Function key (\S+)/m.exec(text)?.[1] ?? 'no key was asked',
    pid: child.pid ?? 0,
    output: () => text,
    async takeInvocations() {
      const lines = (await readFile(log, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
      const fresh = lines.slice(taken).map((line) => JSON.parse(line) as LoggedInvocation);
      taken = lines.length;
      return fresh;
    },
    async stop() {
      client.close();
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
