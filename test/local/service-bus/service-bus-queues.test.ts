import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import { ServiceBusClient } from '@azure/service-bus';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Opened } from './open-client.ts';
import { bodiesOf, open, receiveOne } from './open-client.ts';

let opened: Opened;
let queues = 0;
let name: string;
let sender: ServiceBusSender;
let receiver: ServiceBusReceiver;
let deadLetters: ServiceBusReceiver;

beforeAll(async () => {
  const common = { lockDurationMs: 1000, maxDeliveryCount: 3 };
  const names = Array.from({ length: 30 }, (_, i) => ({ name: `q${i}`, ...common }));
  opened = await open({
    queues: [
      ...names,
      { name: 'unique', duplicateDetectionMs: 600 },
      { name: 'brief', defaultTtlMs: 2000 },
      { name: 'work' },
    ],
  });
});

afterAll(() => opened.close());

beforeEach(() => {
  use(`q${queues++}`);
});

afterEach(async () => {
  await Promise.all([sender.close(), receiver.close(), deadLetters.close()]);
});

function use(queue: string): void {
  name = queue;
  sender = opened.client.createSender(name);
  receiver = opened.client.createReceiver(name);
  deadLetters = opened.client.createReceiver(name, { subQueueType: 'deadLetter' });
}

const receive = (count: number, maxWaitTimeInMs = 400) =>
  receiver.receiveMessages(count, { maxWaitTimeInMs });

describe('startServiceBus() queues', () => {
  test('a message keeps its body and properties and gets those of the broker', async () => {
    await sender.sendMessages({
      body: { a: 1, s: 'x' },
      messageId: 'm1',
      applicationProperties: { k: 'v', n: 5, b: true },
      subject: 'subj',
      correlationId: 'corr',
      contentType: 'application/json',
    });
    const message = await receiveOne(receiver);
    await receiver.completeMessage(message);
    expect(message).toMatchObject({
      body: { a: 1, s: 'x' },
      messageId: 'm1',
      applicationProperties: { k: 'v', n: 5, b: true },
      subject: 'subj',
      correlationId: 'corr',
      contentType: 'application/json',
      deliveryCount: 0,
      state: 'active',
    });
    expect(message.lockToken).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(message.lockedUntilUtc!.getTime() - message.enqueuedTimeUtc!.getTime()).toBeGreaterThanOrEqual(
      1000,
    );
    expect(await receive(1)).toEqual([]);
  });

  test('arrays and batches are received in order', async () => {
    await sender.sendMessages(Array.from({ length: 10 }, (_, i) => ({ body: i })));
    const batch = await sender.createMessageBatch();
    const added = Array.from({ length: 10 }, (_, i) => batch.tryAddMessage({ body: 10 + i }));
    await sender.sendMessages(batch);
    const messages = [...(await receive(20, 1000))];
    while (messages.length < 20) messages.push(...(await receive(20 - messages.length, 1000)));
    await Promise.all(messages.map((message) => receiver.completeMessage(message)));
    expect(added).not.toContain(false);
    expect(batch.maxSizeInBytes).toBe(262_144);
    expect(bodiesOf(messages)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('an abandoned message comes again, before later ones, with its count and properties', async () => {
    await sender.sendMessages([{ body: 'first' }, { body: 'second' }]);
    const message = await receiveOne(receiver);
    await receiver.abandonMessage(message, { why: 'busy' });
    const again = await receiveOne(receiver);
    expect(again).toMatchObject({ body: 'first', deliveryCount: 1, applicationProperties: { why: 'busy' } });
  });

  test('a dead-lettered message lies in the dead-letter queue with its reason', async () => {
    await sender.sendMessages({ body: 'bad', messageId: 'dl' });
    await receiver.deadLetterMessage(await receiveOne(receiver), {
      deadLetterReason: 'Poison',
      deadLetterErrorDescription: 'cannot parse',
      extra: 'e1',
    });
    const dead = await receiveOne(deadLetters);
    await deadLetters.completeMessage(dead);
    expect(dead).toMatchObject({
      messageId: 'dl',
      deadLetterReason: 'Poison',
      deadLetterErrorDescription: 'cannot parse',
      deadLetterSource: name,
    });
    expect(dead.applicationProperties?.extra).toBe('e1');
  });

  test('a message is dead-lettered after its deliveries', async () => {
    await sender.sendMessages({ body: 'loop' });
    for (const deliveryCount of [0, 1, 2]) {
      const message = await receiveOne(receiver);
      expect(message.deliveryCount).toBe(deliveryCount);
      await receiver.abandonMessage(message);
    }
    const dead = await receiveOne(deadLetters);
    expect(await receive(1)).toEqual([]);
    expect(dead.deadLetterReason).toBe('MaxDeliveryCountExceeded');
    expect(dead.deadLetterErrorDescription).toBe('Message could not be consumed after 3 delivery attempts.');
  });

  test('peek shows messages without taking them', async () => {
    await sender.sendMessages([{ body: 'p1' }, { body: 'p2' }]);
    const peeked = await receiver.peekMessages(10);
    const onward = await receiver.peekMessages(10);
    const from = await receiver.peekMessages(5, { fromSequenceNumber: peeked[1]!.sequenceNumber! });
    expect([bodiesOf(peeked), bodiesOf(onward), bodiesOf(from)]).toEqual([['p1', 'p2'], [], ['p2']]);
    expect(bodiesOf(await receive(2, 1000))).toContain('p1');
  });

  test('a renewed lock lasts, one that ran out is lost and the message comes again', async () => {
    const slow = opened.client.createReceiver(name, { maxAutoLockRenewalDurationInMs: 0 });
    await sender.sendMessages({ body: 'slow' });
    const message = await receiveOne(slow);
    const before = message.lockedUntilUtc!;
    await sleep(600);
    const renewed = await slow.renewMessageLock(message);
    await sleep(600);
    expect(await receive(1, 200)).toEqual([]);
    await sleep(600);
    await expect(slow.completeMessage(message)).rejects.toMatchObject({ code: 'MessageLockLost' });
    expect(renewed.getTime()).toBeGreaterThan(before.getTime());
    expect((await receiveOne(receiver)).deliveryCount).toBe(1);
    await slow.close();
  });

  test('scheduled messages come at their time, canceled ones never', async () => {
    const [, second] = await sender.scheduleMessages(
      [{ body: 'later1' }, { body: 'later2' }],
      new Date(Date.now() + 700),
    );
    await sender.cancelScheduledMessages(second!);
    await sender.sendMessages({ body: 'sent', scheduledEnqueueTimeUtc: new Date(Date.now() + 900) });
    expect((await receiver.peekMessages(5)).map(({ state }) => state)).toEqual(['scheduled', 'scheduled']);
    expect(await receive(2, 200)).toEqual([]);
    expect((await receiveOne(receiver)).body).toBe('later1');
    expect((await receiveOne(receiver)).body).toBe('sent');
  });

  test('a deferred message is received by its number only', async () => {
    await sender.sendMessages({ body: 'def' });
    const message = await receiveOne(receiver);
    await receiver.deferMessage(message);
    expect(await receive(1)).toEqual([]);
    const [deferred] = await receiver.receiveDeferredMessages(message.sequenceNumber!);
    await receiver.completeMessage(deferred!);
    expect(deferred!.body).toBe('def');
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  test('receive and delete takes a message at once', async () => {
    const taking = opened.client.createReceiver(name, { receiveMode: 'receiveAndDelete' });
    await sender.sendMessages({ body: 'rad' });
    expect((await receiveOne(taking)).body).toBe('rad');
    expect(await receiver.peekMessages(5)).toEqual([]);
    await taking.close();
  });

  test('a message settles over the management link when its receiver is closed', async () => {
    await sender.sendMessages({ body: 'd' });
    const closed = opened.client.createReceiver(name);
    const message = await receiveOne(closed);
    await closed.close();
    await receiver.completeMessage(message);
    expect(await receiver.peekMessages(5)).toEqual([]);
  });

  test('what a vanished client held comes again after its lock', async () => {
    const other = new ServiceBusClient(opened.bus.connectionString);
    await sender.sendMessages({ body: 'd' });
    await receiveOne(other.createReceiver(name, { maxAutoLockRenewalDurationInMs: 0 }));
    await other.close();
    expect((await receiveOne(receiver)).deliveryCount).toBe(1);
  });

  test('a duplicate within the window is dropped', async () => {
    use('unique');
    await sender.sendMessages({ body: 1, messageId: 'same' });
    await sender.sendMessages([
      { body: 2, messageId: 'same' },
      { body: 3, messageId: 'other' },
    ]);
    await sleep(700);
    await sender.sendMessages({ body: 4, messageId: 'same' });
    expect(bodiesOf(await receiver.peekMessages(10))).toEqual([1, 3, 4]);
  });

  test('a message past its time to live is gone', async () => {
    use('brief');
    await sender.sendMessages([{ body: 'by the queue' }, { body: 'by itself', timeToLive: 100 }]);
    await sleep(400);
    expect(bodiesOf(await receiver.peekMessages(5))).toEqual(['by the queue']);
    await sleep(1700);
    expect(await receive(5)).toEqual([]);
  });

  test('subscribe() handles 200 messages, at most 4 at once', async () => {
    use('work');
    let running = 0;
    let most = 0;
    const seen = new Set<unknown>();
    const done = Promise.withResolvers<undefined>();
    const subscription = receiver.subscribe(
      {
        async processMessage({ body }) {
          most = Math.max(most, ++running);
          await sleep(2);
          running--;
          seen.add(body);
          if (seen.size === 200) done.resolve(undefined);
        },
        processError: async ({ error }) => done.reject(error),
      },
      { maxConcurrentCalls: 4 },
    );
    await sender.sendMessages(Array.from({ length: 200 }, (_, body) => ({ body })));
    await done.promise;
    await sleep(200);
    await subscription.close();
    expect(most).toBe(4);
    expect(await receiver.peekMessages(10)).toEqual([]);
  });

  test('subscribe() gives a message back whose handler throws, until it is dead-lettered', async () => {
    let attempts = 0;
    const subscription = receiver.subscribe({
      async processMessage() {
        attempts++;
        throw new Error('boom');
      },
      processError: async () => undefined,
    });
    await sender.sendMessages({ body: 'x' });
    const dead = await receiveOne(deadLetters);
    await subscription.close();
    expect(attempts).toBe(3);
    expect(dead.body).toBe('x');
  });

  test('2,000 messages go through', async () => {
    const bodies = new Set<number>();
    for (let from = 0; from < 2000; from += 100) {
      await sender.sendMessages(Array.from({ length: 100 }, (_, i) => ({ body: from + i })));
    }
    while (bodies.size < 2000) {
      const messages = await receive(200, 1000);
      await Promise.all(messages.map((message) => receiver.completeMessage(message)));
      for (const { body } of messages) bodies.add(Number(body));
    }
    expect(await receiver.peekMessages(1)).toEqual([]);
  });

  test('an unknown entity and an unsupported operation are named', async () => {
    const stranger = opened.client.createSender('nope');
    await expect(stranger.sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
      message: 'The messaging entity "nope" could not be found',
    });
    await expect(opened.client.acceptSession(name, 'A')).rejects.toThrow(
      `A sessionful message receiver cannot be created on the entity "${name}", which does not require sessions`,
    );
    const rules = opened.client.createRuleManager(name, 'none');
    await expect(rules.deleteRule('r')).rejects.toThrow(
      'Operation "com.microsoft:remove-rule" is not supported locally',
    );
  });
});
