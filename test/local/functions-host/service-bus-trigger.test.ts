import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ServiceBusClient, type ServiceBusMessage } from '@azure/service-bus';
import { findPortBase } from '../../e2e/support/product.ts';
import { waitUntil } from '../../e2e/support/processes.ts';

interface Entry {
  readonly function: string;
  readonly phase?: string;
  readonly message?: unknown;
  readonly messages?: readonly unknown[];
  readonly messageIds?: readonly string[];
  readonly messageId?: string;
  readonly deliveryCount?: number;
  readonly sessionId?: string;
  readonly applicationProperties?: unknown;
  readonly enqueuedAt?: string;
}

let directory: string;
let child: ChildProcess;
let workerPids: readonly number[] = [];
let client: ServiceBusClient;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'service-bus-trigger-'));
  const file = fileURLToPath(new URL('./support/service-bus-host.ts', import.meta.url));
  child = fork(file, [String(await findPortBase())], {
    env: { ...process.env, NODE_OPTIONS: '', INVOCATION_LOG: join(directory, 'log.jsonl') },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [started] = (await once(child, 'message')) as [{ connectionString: string; workerPids: number[] }];
  ({ workerPids } = started);
  client = new ServiceBusClient(started.connectionString);
}, 60_000);

afterAll(async () => {
  await client.close();
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  await exit;
  await rm(directory, { recursive: true, force: true });
});

async function readLog(functionName: string): Promise<Entry[]> {
  const text = await readFile(join(directory, 'log.jsonl'), 'utf8').catch(() => '');
  const entries = text.split('\n').filter((line) => line !== '');
  return entries.map((line) => JSON.parse(line) as Entry).filter((entry) => entry.function === functionName);
}

const untilLogged = (functionName: string, count: number): Promise<Entry[]> =>
  waitUntil(
    `${functionName} has run ${count} times`,
    async () => {
      const entries = await readLog(functionName);
      return entries.length >= count && entries;
    },
    20_000,
  );

const send = (entity: string, messages: ServiceBusMessage[]) =>
  client.createSender(entity).sendMessages(messages);

describe('createServiceBusTrigger()', () => {
  test('hands over a message with what the host tells of it', async () => {
    await send('one', [
      { body: { device: 'd1', value: 5 }, messageId: 'm1', applicationProperties: { kind: 'reading' } },
    ]);
    expect(await untilLogged('one', 1)).toEqual([
      {
        function: 'one',
        message: { device: 'd1', value: 5 },
        messageId: 'm1',
        deliveryCount: 1,
        applicationProperties: { kind: 'reading' },
        enqueuedAt: 'string',
      },
    ]);
  });

  test('hands over the messages of a subscription', async () => {
    await send('events', [{ body: 'plain text', messageId: 'e1' }]);
    expect(await untilLogged('subscribed', 1)).toMatchObject([{ message: 'plain text', messageId: 'e1' }]);
  });

  test('delivers again what the function fails on, until it is a dead letter', async () => {
    await send('failing', [{ body: 'bad', messageId: 'f1' }]);
    const letters = client.createReceiver('failing', { subQueueType: 'deadLetter' });
    const [letter] = await letters.receiveMessages(1, { maxWaitTimeInMs: 15_000 });
    await letters.close();
    const counts = (await readLog('failing')).map((entry) => entry.deliveryCount);
    expect([letter?.messageId, counts]).toEqual(['f1', [1, 2, 3]]);
  });

  test('hands over many messages at once where the function takes many', async () => {
    await send(
      'many',
      Array.from({ length: 25 }, (_, k) => ({ body: { k }, messageId: `n${k}` })),
    );
    const batches = await waitUntil('all have come', async () => {
      const entries = await readLog('many');
      return entries.flatMap((entry) => entry.messages ?? []).length >= 25 && entries;
    });
    expect(batches.flatMap((entry) => entry.messages)).toEqual(Array.from({ length: 25 }, (_, k) => ({ k })));
    expect(batches.flatMap((entry) => entry.messageIds)).toEqual(
      Array.from({ length: 25 }, (_, k) => `n${k}`),
    );
    expect(Math.max(...batches.map((entry) => entry.messages?.length ?? 0))).toBeLessThanOrEqual(10);
  });

  test('keeps the order within each session, over more sessions than it takes at once', async () => {
    const sessions = ['a', 'b', 'c', 'd'];
    for (let k = 0; k < 5; k++)
      await send(
        'sessions',
        sessions.map((sessionId) => ({ body: { k }, sessionId })),
      );
    const entries = await untilLogged('sessions', 20);
    const orders = sessions.map((sessionId) =>
      entries.filter((entry) => entry.sessionId === sessionId).map((entry) => entry.message),
    );
    expect(orders).toEqual(sessions.map(() => [{ k: 0 }, { k: 1 }, { k: 2 }, { k: 3 }, { k: 4 }]));
  });

  test('holds one session at a time where the function takes many messages', async () => {
    const sessions = ['a', 'b', 'c'];
    await send(
      'many-sessions',
      sessions.flatMap((sessionId) => [1, 2].map((k) => ({ body: { k }, sessionId }))),
    );
    const entries = await waitUntil('all sessions have come', async () => {
      const found = await readLog('many-sessions');
      return found.flatMap((entry) => entry.messages ?? []).length === 6 && found;
    });
    const phases = entries.map((entry) => entry.phase);
    expect(phases).toEqual(phases.map((_, k) => (k % 2 === 0 ? 'start' : 'end')));
    expect(new Set(entries.map((entry) => entry.sessionId)).size).toBe(3);
  });

  test('renews the lock of a message for as long as its function runs', async () => {
    await send('slow', [{ body: 'long', messageId: 's1' }]);
    await untilLogged('slow', 2);
    expect((await readLog('slow')).map((entry) => [entry.phase, entry.message])).toEqual([
      ['start', 'long'],
      [undefined, 'long'],
    ]);
  });

  test('delivers again what a process was doing when it was killed', async () => {
    await send('slow', [{ body: 'killed', messageId: 's2' }]);
    await waitUntil('it runs', async () =>
      (await readLog('slow')).some((entry) => entry.message === 'killed' && entry.phase === 'start'),
    );
    for (const pid of workerPids) process.kill(pid, 'SIGKILL');
    const entries = await waitUntil('it has run', async () => {
      const found = (await readLog('slow')).filter((entry) => entry.message === 'killed');
      return found.some((entry) => entry.phase === undefined) && found;
    });
    expect(entries.map((entry) => [entry.phase, entry.deliveryCount])).toEqual([
      ['start', undefined],
      ['start', undefined],
      [undefined, 2],
    ]);
  });
});
