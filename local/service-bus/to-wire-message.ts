import type { Message } from 'rhea';
import rhea from 'rhea';
import type { MessageState, QueuedMessage } from './queued-message.ts';

const stateNumbers: Readonly<Record<MessageState, number>> = { active: 0, deferred: 1, scheduled: 2 };

/** The message as a receiver gets it: with its delivery count and what the broker knows of it in annotations. */
export function toWireMessage(
  { content, deliveryCount, enqueuedMs, sequenceNumber, state }: QueuedMessage,
  lockedUntilMs?: number,
): Message {
  return {
    ...content,
    delivery_count: deliveryCount,
    message_annotations: {
      ...content.message_annotations,
      'x-opt-enqueued-time': rhea.types.wrap_timestamp(enqueuedMs),
      'x-opt-sequence-number': rhea.types.wrap_long(sequenceNumber),
      'x-opt-enqueue-sequence-number': rhea.types.wrap_long(sequenceNumber),
      'x-opt-message-state': rhea.types.wrap_int(stateNumbers[state]),
      ...(lockedUntilMs === undefined
        ? {}
        : { 'x-opt-locked-until': rhea.types.wrap_timestamp(lockedUntilMs) }),
    },
  };
}
