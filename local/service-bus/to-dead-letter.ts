import type { Message } from 'rhea';
import type { QueuedMessage } from './queued-message.ts';

export interface DeadLetterReason {
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
  /** More properties that the receiver gave the message. */
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
}

/** The message as it lies in the dead-letter queue: with the reason in its properties and its source in its annotations. */
export function toDeadLetter(
  { content, deliveryCount }: QueuedMessage,
  source: string,
  why: DeadLetterReason,
): Message {
  const { reason, description, properties } = why;
  const lasting: Message = { ...content };
  delete lasting.ttl;
  return {
    ...lasting,
    delivery_count: deliveryCount,
    application_properties: {
      ...content.application_properties,
      ...properties,
      ...(reason === undefined ? {} : { DeadLetterReason: reason }),
      ...(description === undefined ? {} : { DeadLetterErrorDescription: description }),
    },
    message_annotations: { ...content.message_annotations, 'x-opt-deadletter-source': source },
  };
}
