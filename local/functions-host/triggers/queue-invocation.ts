import type { DequeuedMessageItem } from '@azure/storage-queue';
import { toBindingFields } from '../binding-fields.ts';
import type { InvocationInput, TypedData } from '../invoker.ts';
import { toDotNetSeconds } from './dot-net-time.ts';
import { shadow } from './shadow.ts';

interface QueueMessage {
  readonly text: string;
  readonly dequeueCount: number;
  readonly expires: string;
  readonly inserted: string;
  readonly nextVisible: string;
  readonly id?: string;
  readonly popReceipt?: string;
}

function toQueueInvocation(name: string, message: QueueMessage): InvocationInput {
  const { text, dequeueCount, expires, inserted, nextVisible, id, popReceipt } = message;
  const metadata: Record<string, TypedData> = {
    QueueTrigger: { string: text },
    DequeueCount: { json: String(dequeueCount) },
    ExpirationTime: { json: JSON.stringify(expires) },
    ...(id === undefined ? {} : { Id: { string: id } }),
    InsertionTime: { json: JSON.stringify(inserted) },
    NextVisibleTime: { json: JSON.stringify(nextVisible) },
    ...(popReceipt === undefined ? {} : { PopReceipt: { string: popReceipt } }),
  };
  return {
    inputData: [{ name, data: { string: text } }],
    triggerMetadata: shadow(metadata, toBindingFields(text)),
  };
}

/** What a queue function receives for a message of this text. */
export const toMessageInvocation = (
  name: string,
  message: DequeuedMessageItem,
  text: string,
): InvocationInput =>
  toQueueInvocation(name, {
    text,
    dequeueCount: message.dequeueCount,
    expires: toDotNetSeconds(message.expiresOn),
    inserted: toDotNetSeconds(message.insertedOn),
    nextVisible: toDotNetSeconds(message.nextVisibleOn),
    id: message.messageId,
    popReceipt: message.popReceipt,
  });

const endOfTime = '9999-12-31T23:59:59.9999999+00:00';

/** A run by hand: no message lies in the queue, so it has neither id nor receipt. */
export function toRunByHand(name: string, text: string): InvocationInput {
  const inserted = new Date().toISOString().replace('Z', '+00:00');
  const message = { text, dequeueCount: 0, expires: endOfTime, inserted, nextVisible: endOfTime };
  const { inputData, triggerMetadata } = toQueueInvocation(name, message);
  return { inputData, triggerMetadata: { ...triggerMetadata, [name]: { string: text } } };
}
