import type { Message } from 'rhea';
import type { QueueEntity } from './entities.ts';
import { createMessageIntake } from './message-intake.ts';
import type { MessageLock } from './message-locks.ts';
import { createMessageLocks } from './message-locks.ts';
import { createMessageShelf } from './message-shelf.ts';
import type { MessageStore } from './message-store.ts';
import type { QueuedMessage } from './queued-message.ts';
import { isExpired, sessionOf as sessionIn } from './queued-message.ts';
import { createReadyMessages } from './ready-messages.ts';
import { toDeadLetter } from './to-dead-letter.ts';
import type { DeadLetterReason } from './to-dead-letter.ts';

/** Whoever takes messages from a queue as they come: one receiving link. */
export interface Consumer {
  /** The session that it holds; no session where the queue has none. */
  readonly session: string;
  /** Whether messages are gone as soon as they are sent (receive and delete). */
  readonly settled: boolean;
  capacity(): number;
  deliver(message: QueuedMessage, lock: MessageLock | undefined): void;
}

type Properties = Readonly<Record<string, unknown>>;

export type Settlement =
  | { readonly kind: 'completed' }
  | { readonly kind: 'abandoned' | 'deferred'; readonly properties?: Properties | undefined }
  | { readonly kind: 'dead-lettered'; readonly reason: DeadLetterReason };

export interface PeekRange {
  readonly sequenceNumber: number;
  readonly count: number;
  readonly session: string | undefined;
}

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
  peek(range: PeekRange): readonly QueuedMessage[];
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
  /** Told when there are messages that no consumer took. */
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
  const { name, requiresSession = false, lockDurationMs = defaultLockDurationMs } = entity;
  const { maxDeliveryCount = defaultMaxDeliveryCount } = entity;
  const sessionOf = (message: QueuedMessage): string => sessionIn(message, requiresSession);
  const intake = createMessageIntake(entity, store);
  const ready = createReadyMessages(sessionOf);
  const shelf = createMessageShelf((message) =>
    keep({ ...message, state: 'active', enqueuedMs: Date.now(), dueMs: undefined }),
  );
  // Messages of a session are held by the session's lock, others by one of their own.
  const locks = createMessageLocks({
    durationMs: lockDurationMs,
    onExpired: requiresSession ? undefined : giveBack,
  });
  const consumers = new Set<Consumer>();
  for (const message of store.load(name)) place(message);

  return {
    name,
    requiresSession,
    lockDurationMs,
    assertAccepts: (message) => intake.assertAccepts(message),
    send(message) {
      const taken = intake.take(message);
      if (taken !== undefined) place(taken);
      return taken;
    },
    cancelScheduled(sequenceNumber) {
      if (shelf.takeScheduled(sequenceNumber) !== undefined) store.delete(sequenceNumber);
    },
    subscribe(consumer) {
      consumers.add(consumer);
      pump();
    },
    unsubscribe: (consumer) => void consumers.delete(consumer),
    pump,
    settle: (token, settlement) => settle(locks.unlock(token), settlement),
    renew: (token) => locks.renew(token).untilMs,
    peek({ sequenceNumber, count, session }) {
      const held = locks.all().map(({ message }) => message);
      return [...ready.all(), ...held, ...shelf.all()]
        .filter((message) => message.sequenceNumber >= sequenceNumber && !isExpired(message, Date.now()))
        .filter((message) => session === undefined || sessionOf(message) === session)
        .sort((a, b) => a.sequenceNumber - b.sequenceNumber)
        .slice(0, count);
    },
    receiveDeferred(sequenceNumber, settled) {
      const message = shelf.takeDeferred(sequenceNumber);
      if (message === undefined || !settled) return message && locks.lock(message);
      store.delete(sequenceNumber);
      return message;
    },
    releaseSession(session) {
      const held = locks.all().filter(({ message }) => sessionOf(message) === session);
      for (const { token } of held) giveBack(locks.unlock(token));
    },
    waitingSessions: () => ready.sessions(),
    stop() {
      locks.stop();
      shelf.stop();
    },
  };

  /** Puts a message where its state belongs; delivery waits until the caller's transaction is over. */
  function place(message: QueuedMessage): void {
    if (message.state !== 'active') {
      shelf.put(message);
      return;
    }
    ready.add(message);
    queueMicrotask(pump);
  }

  function keep(message: QueuedMessage): void {
    store.update(message);
    place(message);
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
    if (consumer.settled) store.delete(message.sequenceNumber);
    consumer.deliver(message, consumer.settled ? undefined : locks.lock(message));
  }

  function settle(message: QueuedMessage, settlement: Settlement): void {
    switch (settlement.kind) {
      case 'completed':
        store.delete(message.sequenceNumber);
        return;
      case 'abandoned':
        giveBack(withProperties(message, settlement.properties));
        return;
      case 'deferred':
        keep({ ...withProperties(message, settlement.properties), state: 'deferred' });
        return;
      case 'dead-lettered':
        moveToDeadLetters(message, settlement.reason);
        return;
      default:
        settlement satisfies never;
    }
  }

  function giveBack(message: QueuedMessage): void {
    const returned = { ...message, deliveryCount: message.deliveryCount + 1 };
    const spent = returned.deliveryCount >= maxDeliveryCount && message.state === 'active';
    if (!spent || deadLetterQueue === undefined) {
      keep(returned);
      return;
    }
    const description = `Message could not be consumed after ${maxDeliveryCount} delivery attempts.`;
    moveToDeadLetters(returned, { reason: 'MaxDeliveryCountExceeded', description });
  }

  function moveToDeadLetters(message: QueuedMessage, reason: DeadLetterReason): void {
    store.transact(() => {
      store.delete(message.sequenceNumber);
      deadLetterQueue?.send(toDeadLetter(message, name, reason));
    });
  }
}

function withProperties(message: QueuedMessage, properties: Properties | undefined): QueuedMessage {
  if (properties === undefined) return message;
  const { content } = message;
  return {
    ...message,
    content: { ...content, application_properties: { ...content.application_properties, ...properties } },
  };
}
