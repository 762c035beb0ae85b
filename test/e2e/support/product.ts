import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BlobServiceClient } from '@azure/storage-blob';
import { CosmosClient } from '@azure/cosmos';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The well-known key of the storage emulator. */
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
const portsOfOneProduct = 7;
const workersApart = 8;
const startTimeoutMs = 60_000;
const stopTimeoutMs = 20_000;

export interface ProductOptions {
  /** Where the state is kept; a folder of its own that ends with the product, if not given. */
  readonly dataDirectory?: string;
  readonly portBase?: number;
  /** The built app to run; the checkout, if not given. */
  readonly appDirectory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** More options of `npm start`. */
  readonly args?: readonly string[];
}

/** The running product, seen from outside only: HTTP, blobs, the database, and the processes it is made of. */
export interface Product {
  readonly url: string;
  readonly portBase: number;
  readonly dataDirectory: string;
  readonly pid: number;
  readonly blobs: BlobServiceClient;
  readonly database: CosmosClient;
  /** What it has printed so far. */
  output(): string;
  /** SIGTERM, and waits for the exit; returns the exit code. */
  stop(): Promise<number | null>;
  /** Waits until it has ended by whatever hand. */
  ended(): Promise<void>;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/**
 * A port base whose whole range is free now. Between this look and the start another test file could take it,
 * so jest's workers, which run side by side, draw from places of their own.
 */
export async function findPortBase(): Promise<number> {
  const worker = Number(process.env.JEST_WORKER_ID ?? 0) % workersApart;
  for (let attempt = 0; attempt < 100; attempt++) {
    const base = 20_000 + 10 * (workersApart * Math.floor((Math.random() * 1_000) / workersApart) + worker);
    const range = await Promise.all(Array.from({ length: portsOfOneProduct }, (_, k) => isFree(base + k)));
    if (range.every(Boolean)) return base;
  }
  throw new Error('Cannot find a free range of ports: 100 places were taken');
}

function untilReady(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGTERM');
      reject(new Error(`Cannot start the product: not ready after ${startTimeoutMs} ms\n${output()}`));
    }, startTimeoutMs);
    child.stdout?.on('data', () => {
      if (!/^Ready http/m.test(output())) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`Cannot start the product: it ended with ${String(code)}\n${output()}`));
    });
  });
}

async function stopChild(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), stopTimeoutMs);
  await exit;
  clearTimeout(timer);
  return child.exitCode;
}

export async function startProduct(options: ProductOptions = {}): Promise<Product> {
  const portBase = options.portBase ?? (await findPortBase());
  const ownDirectory =
    options.dataDirectory === undefined ? await mkdtemp(join(tmpdir(), 'onscore-')) : undefined;
  const dataDirectory = options.dataDirectory ?? ownDirectory ?? '';
  const app = options.appDirectory === undefined ? [] : ['--app', options.appDirectory];
  const args = [
    join(root, 'local/main.ts'),
    '--port-base',
    String(portBase),
    '--data',
    dataDirectory,
    ...app,
    ...(options.args ?? []),
  ];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', ...options.environment },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (text += String(data)));
  await untilReady(child, () => text);
  return {
    url: `http://127.0.0.1:${portBase}`,
    portBase,
    dataDirectory,
    pid: child.pid ?? 0,
    blobs: BlobServiceClient.fromConnectionString(
      `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${accountKey};` +
        `BlobEndpoint=http://127.0.0.1:${portBase + 1}/devstoreaccount1;`,
    ),
    database: new CosmosClient(`AccountEndpoint=http://127.0.0.1:${portBase + 4}/;AccountKey=${accountKey};`),
    output: () => text,
    ended: async () => {
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
    stop: async () => {
      const code = await stopChild(child);
      if (ownDirectory !== undefined) await rm(ownDirectory, { recursive: true, force: true });
      return code;
    },
  };
}
