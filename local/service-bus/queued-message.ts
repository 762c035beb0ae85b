import type { Message } from 'rhea';

export type MessageState = 'active' | 'scheduled' | 'deferred';

/** A message in a queue or subscription. */
export interface QueuedMessage {
  readonly sequenceNumber: number;
  readonly content: Message;
  readonly state: MessageState;
  /** Failed deliveries so far. */
  readonly deliveryCount: number;
  readonly enqueuedMs: number;
  /** When a scheduled message becomes active. */
  readonly dueMs: number | undefined;
  readonly expiresMs: number | undefined;
}

/** Messages without a session are kept under no name. */
export const noSession = '';

/** The session that decides who gets a message; in a queue without sessions an id of one means nothing. */
export function sessionOf({ content }: QueuedMessage, requiresSession: boolean): string {
  return requiresSession ? (content.group_id ?? noSession) : noSession;
}

export function isExpired({ expiresMs, state }: QueuedMessage, now: number): boolean {
  return state === 'active' && expiresMs !== undefined && expiresMs <= now;
}
