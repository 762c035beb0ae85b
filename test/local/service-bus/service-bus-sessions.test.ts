import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Opened } from './open-client.ts';
import { bodiesOf, open, receiveOne } from './open-client.ts';

let opened: Opened;

beforeEach(async () => {
  opened = await open({ queues: [{ name: 'readings', requiresSession: true, lockDurationMs: 1000 }] });
});

afterEach(() => opened.close());

const send = (...messages: readonly { body: unknown; sessionId: string }[]) =>
  opened.client.createSender('readings').sendMessages([...messages]);

describe('startServiceBus() sessions', () => {
  test('a named session gives its own messages in order', async () => {
    await send({ body: 1, sessionId: 'A' }, { body: 2, sessionId: 'B' }, { body: 3, sessionId: 'A' });
    const session = await opened.client.acceptSession('readings', 'A');
    const messages = [await receiveOne(session), await receiveOne(session)];
    for (const message of messages) await session.completeMessage(message);
    expect(session.sessionId).toBe('A');
    expect(session.sessionLockedUntilUtc.getTime()).toBeGreaterThan(Date.now());
    expect(bodiesOf(messages)).toEqual([1, 3]);
    expect(await session.receiveMessages(1, { maxWaitTimeInMs: 300 })).toEqual([]);
  });

  test('a session has one receiver at a time', async () => {
    const first = await opened.client.acceptSession('readings', 'A');
    await expect(opened.client.acceptSession('readings', 'A')).rejects.toMatchObject({
      code: 'SessionCannotBeLocked',
    });
    await first.close();
    const second = await opened.client.acceptSession('readings', 'A');
    expect(second.sessionId).toBe('A');
  });

  test('the next session is the free one that waits longest', async () => {
    await send({ body: 1, sessionId: 'A' }, { body: 2, sessionId: 'B' });
    const held = await opened.client.acceptSession('readings', 'A');
    const next = await opened.client.acceptNextSession('readings');
    expect([held.sessionId, next.sessionId]).toEqual(['A', 'B']);
  });

  test('waiting for a session ends when one gets a message, or with the time', async () => {
    await expect(opened.client.acceptNextSession('readings')).rejects.toMatchObject({
      code: 'ServiceTimeout',
    });
    const waiting = opened.client.acceptNextSession('readings');
    await sleep(300);
    await send({ body: 1, sessionId: 'late' });
    expect((await waiting).sessionId).toBe('late');
  });

  test('a closed session gives back what it held', async () => {
    await send({ body: 1, sessionId: 'A' });
    const first = await opened.client.acceptSession('readings', 'A');
    await receiveOne(first);
    await first.close();
    const second = await opened.client.acceptSession('readings', 'A');
    expect(await receiveOne(second)).toMatchObject({ body: 1, deliveryCount: 1, sessionId: 'A' });
  });

  test('a session lock is renewed by itself, and without that runs out', async () => {
    await send({ body: 1, sessionId: 'A' });
    const idle = await opened.client.acceptSession('readings', 'A', { maxAutoLockRenewalDurationInMs: 0 });
    await idle.renewSessionLock();
    await sleep(1300);
    await expect(idle.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    const renewing = await opened.client.acceptSession('readings', 'A');
    const message = await receiveOne(renewing);
    await sleep(1500);
    await renewing.completeMessage(message);
    expect(await renewing.peekMessages(5)).toEqual([]);
  });

  test('the state of a session is kept for its next receiver', async () => {
    const first = await opened.client.acceptSession('readings', 'A');
    expect(await first.getSessionState()).toBeNull();
    await first.setSessionState({ seen: 2 });
    await first.close();
    const second = await opened.client.acceptSession('readings', 'A');
    expect(await second.getSessionState()).toEqual({ seen: 2 });
    await second.setSessionState(null);
    expect(await second.getSessionState()).toBeNull();
  });

  test('a message without a session and a receiver without one are refused', async () => {
    await expect(opened.client.createSender('readings').sendMessages({ body: 1 })).rejects.toThrow(
      'The SessionId was not set on a message, and it cannot be sent to the entity "readings", which requires sessions',
    );
    await expect(
      opened.client.createReceiver('readings').receiveMessages(1, { maxWaitTimeInMs: 300 }),
    ).rejects.toThrow(
      'It is not possible for the entity "readings", which requires sessions, to create a non-sessionful message receiver',
    );
  });

  test('dead letters of a session are received without one', async () => {
    await send({ body: 1, sessionId: 'A' });
    const session = await opened.client.acceptSession('readings', 'A');
    await session.deadLetterMessage(await receiveOne(session));
    const dead = await receiveOne(opened.client.createReceiver('readings', { subQueueType: 'deadLetter' }));
    expect(dead).toMatchObject({ body: 1, sessionId: 'A', deadLetterSource: 'readings' });
  });
});
