import { randomUUID } from 'node:crypto';
import type { Message } from 'rhea';
import { notAllowed } from './broker-error.ts';
import type { QueueEntity } from './entities.ts';
import type { MessageStore } from './message-store.ts';
import type { QueuedMessage } from './queued-message.ts';

/** What happens to a message before it is in a queue. */
export interface MessageIntake {
  /** Throws when the queue cannot take the message. */
  assertAccepts(message: Message): void;
  /** Stores a message; undefined when it is a duplicate. */
  take(message: Message): QueuedMessage | undefined;
}

export function createMessageIntake(entity: QueueEntity, store: MessageStore): MessageIntake {
  const { name, requiresSession = false, duplicateDetectionMs, defaultTtlMs } = entity;
  return {
    assertAccepts({ group_id }) {
      if (!requiresSession || group_id !== undefined) return;
      throw notAllowed(
        `The SessionId was not set on a message, and it cannot be sent to the entity "${name}", which requires sessions`,
      );
    },
    take(message) {
      const now = Date.now();
      const content = { ...message, message_id: message.message_id ?? randomUUID() };
      const sinceMs = duplicateDetectionMs === undefined ? undefined : now - duplicateDetectionMs;
      if (sinceMs !== undefined && !store.remember(name, String(content.message_id), sinceMs))
        return undefined;
      const dueMs = dueOf(message, now);
      return store.insert(name, {
        content,
        state: dueMs === undefined ? 'active' : 'scheduled',
        deliveryCount: message.delivery_count ?? 0,
        enqueuedMs: now,
        dueMs,
        expiresMs: expiryOf(message, dueMs ?? now, defaultTtlMs),
      });
    },
  };
}

function dueOf({ message_annotations }: Message, now: number): number | undefined {
  const at: unknown = message_annotations?.['x-opt-scheduled-enqueue-time'];
  const dueMs = at instanceof Date || typeof at === 'number' ? Number(at) : undefined;
  return dueMs !== undefined && dueMs > now ? dueMs : undefined;
}

/** The shorter of the message's own life and the queue's. */
function expiryOf({ ttl }: Message, fromMs: number, defaultTtlMs: number | undefined): number | undefined {
  const shortest = Math.min(...[ttl, defaultTtlMs].filter((ms) => ms !== undefined && ms > 0).map(Number));
  return Number.isFinite(shortest) ? fromMs + shortest : undefined;
}
