import { randomUUID } from 'node:crypto';
import type { Message } from 'rhea';
import { messageLockLost, notAllowed } from './broker-error.ts';
import type { QueueEntity } from './entities.ts';
import type { MessageStore } from './message-store.ts';
import type { QueuedMessage } from './queued-message.ts';
import { isExpired, sessionOf as sessionIn } from './queued-message.ts';
import { createReadyMessages } from './ready-messages.ts';
import { toDeadLetter } from './to-dead-letter.ts';
import type { DeadLetterReason } from './to-dead-letter.ts';
import { createTimers } from './timers.ts';

/** A receiver's hold on a message; it ends by settling, or with its time. */
export interface MessageLock {
  readonly token: string;
  readonly message: QueuedMessage;
  readonly untilMs: number;
}

/** Whoever takes messages from a queue as they come: one receiving link. */
export interface Consumer {
  /** The session that it holds; no session where the queue has none. */
  readonly session: string;
  /** Whether messages are gone as soon as they are sent (receive and delete). */
  readonly settled: boolean;
  capacity(): number;
  deliver(message: QueuedMessage, lock: MessageLock | undefined): void;
}

export type Settlement =
  | { readonly kind: 'completed' }
  | {
      readonly kind: 'abandoned' | 'deferred';
      readonly properties?: Readonly<Record<string, unknown>> | undefined;
    }
  | { readonly kind: 'dead-lettered'; readonly reason: DeadLetterReason };

export interface MessageQueue {
  readonly name: string;
  readonly requiresSession: boolean;
  readonly lockDurationMs: number;
  /** Throws when the queue cannot take the message. */
  assertAccepts(message: Message): void;
  /** Takes a message in; undefined when it was a duplicate. */
  send(message: Message): QueuedMessage | undefined;
  cancelScheduled(sequenceNumber: number): void;
  subscribe(consumer: Consumer): void;
  unsubscribe(consumer: Consumer): void;
  /** Delivers what can be delivered; to be called when a consumer can take more. */
  pump(): void;
  settle(token: string, settlement: Settlement): void;
  /** Renews a lock and says until when. */
  renew(token: string): number;
  peek(from: {
    readonly sequenceNumber: number;
    readonly count: number;
    readonly session: string | undefined;
  }): readonly QueuedMessage[];
  receiveDeferred(sequenceNumber: number, settled: boolean): MessageLock | QueuedMessage | undefined;
  /** Gives a session's locked messages back, when its lock has gone. */
  releaseSession(session: string): void;
  waitingSessions(): readonly string[];
  stop(): void;
}

export interface MessageQueueDeps {
  readonly entity: QueueEntity;
  readonly store: MessageStore;
  /** Where dead letters go; undefined for a dead-letter queue itself. */
  readonly deadLetterQueue: MessageQueue | undefined;
  /** Told when there is a message that no consumer took. */
  readonly onWaiting: () => void;
}

const defaultMaxDeliveryCount = 10;
const defaultLockDurationMs = 60_000;

/** Creates a queue (or subscription, or dead-letter queue) with the messages that the store has of it. */
export function createMessageQueue({
  entity,
  store,
  deadLetterQueue,
  onWaiting,
}: MessageQueueDeps): MessageQueue {
  const {
    name,
    requiresSession = false,
    maxDeliveryCount = defaultMaxDeliveryCount,
    lockDurationMs = defaultLockDurationMs,
  } = entity;
  const sessionOf = (message: QueuedMessage): string => sessionIn(message, requiresSession);
  const ready = createReadyMessages(sessionOf);
  const aside = new Map<number, QueuedMessage>(); // scheduled and deferred
  const locks = new Map<string, MessageLock>();
  const consumers = new Set<Consumer>();
  const lockTimers = createTimers<string>();
  const scheduleTimers = createTimers<number>();
  for (const message of store.load(name)) place(message);

  return {
    name,
    requiresSession,
    lockDurationMs,
    assertAccepts,
    send,
    cancelScheduled(sequenceNumber) {
      if (aside.get(sequenceNumber)?.state !== 'scheduled') return;
      scheduleTimers.stop(sequenceNumber);
      forget(sequenceNumber);
    },
    subscribe(consumer) {
      consumers.add(consumer);
      pump();
    },
    unsubscribe: (consumer) => void consumers.delete(consumer),
    pump,
    settle: (token, settlement) => settle(unlock(token), settlement),
    renew: (token) => lock(unlock(token).message, token).untilMs,
    peek,
    receiveDeferred(sequenceNumber, settled) {
      const message = aside.get(sequenceNumber);
      if (message?.state !== 'deferred') return undefined;
      aside.delete(sequenceNumber);
      if (!settled) return lock(message, randomUUID());
      store.delete(sequenceNumber);
      return message;
    },
    releaseSession(session) {
      for (const held of locks.values())
        if (sessionOf(held.message) === session) giveBack(unlock(held.token).message);
    },
    waitingSessions: () => ready.sessions(),
    stop() {
      lockTimers.stopAll();
      scheduleTimers.stopAll();
    },
  };

  function assertAccepts({ group_id }: Message): void {
    if (!requiresSession || group_id !== undefined) return;
    throw notAllowed(
      `The SessionId was not set on a message, and it cannot be sent to the entity "${name}", which requires sessions`,
    );
  }

  function send(content: Message): QueuedMessage | undefined {
    const now = Date.now();
    const message = { ...content, message_id: content.message_id ?? randomUUID() };
    if (isDuplicate(message, now)) return undefined;
    const dueMs = dueOf(content, now);
    const state = dueMs === undefined ? 'active' : 'scheduled';
    const expiresMs = expiryOf(content, dueMs ?? now);
    const queued = store.insert(name, {
      content: message,
      state,
      deliveryCount: content.delivery_count ?? 0,
      enqueuedMs: now,
      dueMs,
      expiresMs,
    });
    place(queued);
    return queued;
  }

  function isDuplicate({ message_id }: Message, now: number): boolean {
    const { duplicateDetectionMs } = entity;
    return (
      duplicateDetectionMs !== undefined &&
      !store.remember(name, String(message_id), now - duplicateDetectionMs)
    );
  }

  function expiryOf({ ttl }: Message, fromMs: number): number | undefined {
    const lifetimes = [ttl, entity.defaultTtlMs].filter((ms) => ms !== undefined && ms > 0);
    const shortest = Math.min(...lifetimes.map(Number));
    return Number.isFinite(shortest) ? fromMs + shortest : undefined;
  }

  /** Puts a message where its state belongs. */
  function place(message: QueuedMessage): void {
    if (message.state === 'active') {
      ready.add(message);
      queueMicrotask(pump);
      return;
    }
    aside.set(message.sequenceNumber, message);
    if (message.dueMs === undefined || message.state !== 'scheduled') return;
    scheduleTimers.start(message.sequenceNumber, message.dueMs, () => activate(message));
  }

  function activate(message: QueuedMessage): void {
    aside.delete(message.sequenceNumber);
    const active: QueuedMessage = { ...message, state: 'active', enqueuedMs: Date.now(), dueMs: undefined };
    store.update(active);
    place(active);
  }

  function pump(): void {
    for (const consumer of consumers) {
      while (consumer.capacity() > 0) {
        const message = takeLive(consumer.session);
        if (message === undefined) break;
        deliver(consumer, message);
      }
    }
    if (ready.sessions().length > 0) onWaiting();
  }

  function takeLive(session: string): QueuedMessage | undefined {
    for (;;) {
      const message = ready.take(session);
      if (message === undefined || !isExpired(message, Date.now())) return message;
      store.delete(message.sequenceNumber);
    }
  }

  function deliver(consumer: Consumer, message: QueuedMessage): void {
    if (!consumer.settled) {
      consumer.deliver(message, lock(message, randomUUID()));
      return;
    }
    store.delete(message.sequenceNumber);
    consumer.deliver(message, undefined);
  }

  /** Messages of a session are held by the session's lock, others by one of their own. */
  function lock(message: QueuedMessage, token: string): MessageLock {
    const untilMs = Date.now() + lockDurationMs;
    const held = { token, message, untilMs };
    locks.set(token, held);
    if (!requiresSession) lockTimers.start(token, untilMs, () => giveBack(unlock(token).message));
    return held;
  }

  function unlock(token: string): MessageLock {
    const held = locks.get(token);
    if (held === undefined) throw messageLockLost();
    locks.delete(token);
    lockTimers.stop(token);
    return held;
  }

  function settle({ message }: MessageLock, settlement: Settlement): void {
    if (settlement.kind === 'completed') store.delete(message.sequenceNumber);
    else if (settlement.kind === 'dead-lettered') moveToDeadLetters(message, settlement.reason);
    else if (settlement.kind === 'abandoned') giveBack(withProperties(message, settlement.properties));
    else {
      const deferred: QueuedMessage = {
        ...withProperties(message, settlement.properties),
        state: 'deferred',
      };
      store.update(deferred);
      place(deferred);
    }
  }

  function giveBack(message: QueuedMessage): void {
    const returned = { ...message, deliveryCount: message.deliveryCount + 1 };
    if (
      deadLetterQueue !== undefined &&
      returned.deliveryCount >= maxDeliveryCount &&
      message.state === 'active'
    ) {
      moveToDeadLetters(returned, {
        reason: 'MaxDeliveryCountExceeded',
        description: `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`,
      });
      return;
    }
    store.update(returned);
    place(returned);
  }

  function moveToDeadLetters(message: QueuedMessage, reason: DeadLetterReason): void {
    store.transact(() => {
      store.delete(message.sequenceNumber);
      deadLetterQueue?.send(toDeadLetter(message, name, reason));
    });
  }

  function peek({
    sequenceNumber,
    count,
    session,
  }: Parameters<MessageQueue['peek']>[0]): readonly QueuedMessage[] {
    const now = Date.now();
    return [...ready.all(), ...[...locks.values()].map(({ message }) => message), ...aside.values()]
      .filter((message) => message.sequenceNumber >= sequenceNumber && !isExpired(message, now))
      .filter((message) => session === undefined || sessionOf(message) === session)
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)
      .slice(0, count);
  }

  function forget(sequenceNumber: number): void {
    aside.delete(sequenceNumber);
    store.delete(sequenceNumber);
  }
}

function dueOf({ message_annotations }: Message, now: number): number | undefined {
  const at: unknown = message_annotations?.['x-opt-scheduled-enqueue-time'];
  const dueMs = at instanceof Date || typeof at === 'number' ? Number(at) : undefined;
  return dueMs !== undefined && dueMs > now ? dueMs : undefined;
}

function withProperties(
  message: QueuedMessage,
  properties: Readonly<Record<string, unknown>> | undefined,
): QueuedMessage {
  if (properties === undefined) return message;
  const { content } = message;
  return {
    ...message,
    content: { ...content, application_properties: { ...content.application_properties, ...properties } },
  };
}
