import {
  type DequeuedMessageItem,
  type QueueClient,
  QueueServiceClient,
  RestError,
} from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { toBindingFields } from '../binding-fields.ts';
import { type InvocationInput, triggerOf, type TypedData, WorkerLostError } from '../invoker.ts';
import type { StorageTriggerOptions } from './blob-trigger.ts';
import { createLoop, type Trigger } from './trigger.ts';
import { toDotNetSeconds } from './dot-net-time.ts';

const idleMs = 500;
const leaseSeconds = 600;

const isMissing = (error: unknown) => error instanceof RestError && error.statusCode === 404;

/** The text of a message, or undefined where it is not what the queue's encoding promises. */
function decodeMessage(text: string, encoding: 'base64' | 'none'): string | undefined {
  if (encoding === 'none') return text;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(text, 'base64'));
  } catch {
    return undefined;
  }
}

interface QueueMessage {
  readonly text: string;
  readonly dequeueCount: number;
  readonly expires: string;
  readonly inserted: string;
  readonly nextVisible: string;
  readonly id?: string;
  readonly popReceipt?: string;
}

/** Sets fields over metadata of the same name, whatever the case: the host's names stay, the message's values win. */
function shadow(metadata: Record<string, TypedData>, fields: Record<string, TypedData>) {
  const names = new Map(Object.keys(metadata).map((name) => [name.toLowerCase(), name]));
  const renamed = Object.entries(fields).map(([name, field]) => [
    names.get(name.toLowerCase()) ?? name,
    field,
  ]);
  return { ...metadata, ...(Object.fromEntries(renamed) as Record<string, TypedData>) };
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

const toMessage = (message: DequeuedMessageItem, text: string): QueueMessage => ({
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
function toRunByHand(name: string, text: string): InvocationInput {
  const inserted = new Date().toISOString().replace('Z', '+00:00');
  const message = { text, dequeueCount: 0, expires: endOfTime, inserted, nextVisible: endOfTime };
  const { inputData, triggerMetadata } = toQueueInvocation(name, message);
  return { inputData, triggerMetadata: { ...triggerMetadata, [name]: { string: text } } };
}

/** Starts a function for each message of a storage queue; one that keeps failing goes to `<queue>-poison`. */
export function createQueueTrigger({
  metadata,
  invoker,
  settings,
  values,
  report,
}: StorageTriggerOptions): Trigger {
  const binding = triggerOf(metadata);
  const service = QueueServiceClient.fromConnectionString(resolveConnection(binding.connection, values));
  const queueName = resolveSetting(String(binding.queueName), values).toLowerCase();
  const queue = service.getQueueClient(queueName);
  const { batchSize, maxDequeueCount, visibilityTimeout, messageEncoding } = settings.extensions.queues;

  const poison = async (message: DequeuedMessageItem) => {
    const target: QueueClient = service.getQueueClient(`${queueName}-poison`);
    await target.createIfNotExists();
    await target.sendMessage(message.messageText);
    await queue.deleteMessage(message.messageId, message.popReceipt);
    report(
      `A message of queue "${queueName}" was tried ${message.dequeueCount} times: moved to ${queueName}-poison`,
    );
  };

  const deliver = async (message: DequeuedMessageItem): Promise<void> => {
    const text = decodeMessage(message.messageText, messageEncoding);
    if (text === undefined) return poison(message);
    try {
      await invoker.invoke(metadata.name, toQueueInvocation(binding.name, toMessage(message, text)));
      await queue.deleteMessage(message.messageId, message.popReceipt);
    } catch (error) {
      report(
        `Queue function "${metadata.name}" failed: ${error instanceof Error ? error.message : String(error)}`,
      );
      if (message.dequeueCount >= maxDequeueCount && !(error instanceof WorkerLostError))
        return poison(message);
      await queue.updateMessage(
        message.messageId,
        message.popReceipt,
        message.messageText,
        Math.ceil(visibilityTimeout / 1000),
      );
    }
  };

  const receive = async (signal: AbortSignal) => {
    for (;;) {
      const messages = await queue
        .receiveMessages({
          numberOfMessages: batchSize,
          visibilityTimeout: leaseSeconds,
          abortSignal: signal,
        })
        .then((answer) => answer.receivedMessageItems)
        .catch((error: unknown) => {
          if (isMissing(error)) return [];
          throw error;
        });
      if (messages.length === 0) return;
      await Promise.all(messages.map(deliver));
    }
  };

  const loop = createLoop(idleMs, receive, report);
  return {
    description: `queue ${queueName}`,
    start: () => Promise.resolve(loop.start()),
    stop: () => loop.stop(),
    async run(input) {
      await invoker.invoke(metadata.name, toRunByHand(binding.name, input ?? ''));
    },
  };
}
