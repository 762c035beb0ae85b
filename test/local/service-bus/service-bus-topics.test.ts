import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import type { Opened } from './open-client.ts';
import { bodiesOf, open, receiveOne } from './open-client.ts';

let opened: Opened;

afterEach(() => opened.close());

const peek = async (subscription: string) =>
  bodiesOf(await opened.client.createReceiver('events', subscription).peekMessages(10));

describe('startServiceBus() topics', () => {
  test('each subscription gets its own copy', async () => {
    opened = await open({ topics: [{ name: 'events', subscriptions: [{ name: 's1' }, { name: 's2' }] }] });
    await opened.client.createSender('events').sendMessages({ body: 'evt' });
    const [one, two] = ['s1', 's2'].map((name) => opened.client.createReceiver('events', name));
    await one!.completeMessage(await receiveOne(one!));
    expect((await receiveOne(two!)).body).toBe('evt');
    expect(await peek('s1')).toEqual([]);
  });

  test('correlation filters choose', async () => {
    const subscriptions = [
      { name: 'all' },
      { name: 'failed', correlationFilter: { subject: 'job-failed' } },
      {
        name: 'churn',
        correlationFilter: { subject: 'job-finished', applicationProperties: { model: 'churn' } },
      },
    ];
    opened = await open({ topics: [{ name: 'events', subscriptions }] });
    await opened.client.createSender('events').sendMessages([
      { body: 1, subject: 'job-failed', applicationProperties: { model: 'churn' } },
      { body: 2, subject: 'job-finished', applicationProperties: { model: 'churn' } },
      { body: 3, subject: 'job-finished', applicationProperties: { model: 'other' } },
    ]);
    expect([await peek('all'), await peek('failed'), await peek('churn')]).toEqual([[1, 2, 3], [1], [2]]);
  });

  test('a topic drops duplicates for all its subscriptions', async () => {
    opened = await open({
      topics: [
        { name: 'events', duplicateDetectionMs: 60_000, subscriptions: [{ name: 's1' }, { name: 's2' }] },
      ],
    });
    const sender = opened.client.createSender('events');
    await sender.sendMessages({ body: 1, messageId: 'same' });
    await sender.sendMessages({ body: 2, messageId: 'same' });
    expect([await peek('s1'), await peek('s2')]).toEqual([[1], [1]]);
  });
});

describe('startServiceBus() files and ports', () => {
  test('messages, deferred and scheduled ones and session states are there again after a stop', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'onscore-bus-'));
    const file = join(directory, 'state', 'service-bus.db');
    const entities = { queues: [{ name: 'q' }, { name: 's', requiresSession: true }] };
    opened = await open(entities, file);
    const sender = opened.client.createSender('q');
    await sender.sendMessages([{ body: 'deferred' }, { body: { n: 1 }, applicationProperties: { k: 'v' } }]);
    const receiver = opened.client.createReceiver('q');
    const deferred = await receiveOne(receiver);
    await receiver.deferMessage(deferred);
    await sender.scheduleMessages({ body: 'scheduled' }, new Date(Date.now() + 500));
    const session = await opened.client.acceptSession('s', 'A');
    await session.setSessionState('state');
    await opened.close();
    opened = await open(entities, file);
    const again = opened.client.createReceiver('q');
    const message = await receiveOne(again);
    const [byNumber] = await again.receiveDeferredMessages(deferred.sequenceNumber!);
    expect(message).toMatchObject({ body: { n: 1 }, applicationProperties: { k: 'v' } });
    expect(byNumber!.body).toBe('deferred');
    expect((await receiveOne(again)).body).toBe('scheduled');
    expect(await (await opened.client.acceptSession('s', 'A')).getSessionState()).toBe('state');
    await rm(directory, { recursive: true });
  });

  test('a port in use is named', async () => {
    opened = await open({});
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const { port } = occupant.address() as { port: number };
    await expect(
      startServiceBus({ file: undefined, port, entities: { queues: [], topics: [] } }),
    ).rejects.toThrow(`Cannot start Service Bus: port ${port} is in use`);
    occupant.close();
  });
});
