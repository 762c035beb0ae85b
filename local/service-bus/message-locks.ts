import { randomUUID } from 'node:crypto';
import { messageLockLost } from './broker-error.ts';
import type { QueuedMessage } from './queued-message.ts';
import { createTimers } from './timers.ts';

/** A receiver's hold on a message; it ends by settling, or with its time. */
export interface MessageLock {
  readonly token: string;
  readonly message: QueuedMessage;
  readonly untilMs: number;
}

export interface MessageLocks {
  lock(message: QueuedMessage): MessageLock;
  /** Ends a lock and gives its message; throws when it is lost. */
  unlock(token: string): QueuedMessage;
  renew(token: string): MessageLock;
  all(): readonly MessageLock[];
  stop(): void;
}

export interface MessageLocksOptions {
  readonly durationMs: number;
  /** Told when a lock has run out; undefined where a session holds the messages instead. */
  readonly onExpired: ((message: QueuedMessage) => void) | undefined;
}

export function createMessageLocks({ durationMs, onExpired }: MessageLocksOptions): MessageLocks {
  const locks = new Map<string, MessageLock>();
  const timers = createTimers<string>();

  const hold = (message: QueuedMessage, token: string): MessageLock => {
    const held = { token, message, untilMs: Date.now() + durationMs };
    locks.set(token, held);
    if (onExpired !== undefined) timers.start(token, held.untilMs, () => onExpired(unlock(token)));
    return held;
  };

  const unlock = (token: string): QueuedMessage => {
    const held = locks.get(token);
    if (held === undefined) throw messageLockLost();
    locks.delete(token);
    timers.stop(token);
    return held.message;
  };

  return {
    lock: (message) => hold(message, randomUUID()),
    unlock,
    renew: (token) => hold(unlock(token), token),
    all: () => [...locks.values()],
    stop: () => timers.stopAll(),
  };
}
