import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BlobServiceClient } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { AzuriteOptions } from '../../../local/azurite/create-azurite-servers.ts';
import type { Azurite } from '../../../local/azurite/start-azurite.ts';
import { startAzurite } from '../../../local/azurite/start-azurite.ts';

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'onscore-azurite-'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

const started: Azurite[] = [];

async function start(options: Partial<AzuriteOptions> = {}): Promise<Azurite> {
  const azurite = await startAzurite({
    dataDirectory: undefined,
    blobPort: 0,
    queuePort: 0,
    tablePort: 0,
    ...options,
  });
  started.push(azurite);
  return azurite;
}

afterEach(() => Promise.all(started.splice(0).map((azurite) => azurite.stop())));

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function untilEnded(pid: number): Promise<void> {
  const deadline = Date.now() + 5000;
  while (isRunning(pid) && Date.now() < deadline) await sleep(20);
}

const containerOf = (azurite: Azurite, name: string) =>
  BlobServiceClient.fromConnectionString(azurite.connectionString).getContainerClient(name);

describe('startAzurite()', () => {
  test('startAzurite() serves blobs and queues from memory when no directory is given', async () => {
    const azurite = await start();
    const container = containerOf(azurite, 'memory');
    await container.create();
    await container.getBlockBlobClient('a').upload('hello', 5);
    const read = await container.getBlobClient('a').downloadToBuffer();
    const queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient(
      'messages',
    );
    await queue.create();
    await queue.sendMessage('m');
    const { receivedMessageItems } = await queue.receiveMessages();
    await azurite.stop();
    expect(read.toString()).toBe('hello');
    expect(receivedMessageItems.map(({ messageText }) => messageText)).toEqual(['m']);
    expect(isRunning(azurite.pid)).toBe(false);
  });

  test('startAzurite() finds everything again when it was stopped', async () => {
    const dataDirectory = join(directory, 'stopped');
    const first = await start({ dataDirectory });
    await containerOf(first, 'kept').create();
    await containerOf(first, 'kept').getBlockBlobClient('last').upload('just now', 8);
    await first.stop();
    const second = await start({ dataDirectory });
    const read = await containerOf(second, 'kept').getBlobClient('last').downloadToBuffer();
    await second.stop();
    expect(read.toString()).toBe('just now');
  });

  test('startAzurite() finds what was written seconds before it was killed', async () => {
    const dataDirectory = join(directory, 'killed');
    const first = await start({ dataDirectory });
    const container = containerOf(first, 'kept');
    await container.create();
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        container.getBlockBlobClient(`b${i}`).upload(`${i}`, `${i}`.length),
      ),
    );
    await sleep(3_000);
    process.kill(first.pid, 'SIGKILL');
    await untilEnded(first.pid);
    const second = await start({ dataDirectory });
    const names: string[] = [];
    for await (const blob of containerOf(second, 'kept').listBlobsFlat()) names.push(blob.name);
    const read = await containerOf(second, 'kept').getBlobClient('b19').downloadToBuffer();
    await second.stop();
    expect(names).toHaveLength(20);
    expect(read.toString()).toBe('19');
  });

  test('startAzurite() ends Azurite when the process that started it is killed', async () => {
    const script = fileURLToPath(new URL('./azurite-parent.ts', import.meta.url));
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface(parent.stdout), 'line')) as [string];
    const pid = Number(line);
    expect(isRunning(pid)).toBe(true);
    parent.kill('SIGKILL');
    await untilEnded(pid);
    expect(isRunning(pid)).toBe(false);
  });

  test('startAzurite() throws naming the port when it is in use', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    await expect(start({ queuePort: port })).rejects.toThrow(
      new Error(`Cannot start queue storage: port ${port} is in use`),
    );
    occupant.close();
  });

  test('startAzurite() throws and loses nothing when another Azurite has the directory', async () => {
    const dataDirectory = join(directory, 'shared');
    const first = await start({ dataDirectory });
    await containerOf(first, 'kept').create();
    await expect(start({ dataDirectory })).rejects.toThrow(
      new Error(`Cannot start local storage: another process uses "${dataDirectory}"`),
    );
    await containerOf(first, 'kept').getBlockBlobClient('late').upload('here', 4);
    await first.stop();
    const second = await start({ dataDirectory });
    const read = await containerOf(second, 'kept').getBlobClient('late').downloadToBuffer();
    await second.stop();
    expect(read.toString()).toBe('here');
  }, 30_000);
});
