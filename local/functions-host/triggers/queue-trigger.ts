import {
  type DequeuedMessageItem,
  type QueueClient,
  QueueServiceClient,
  RestError,
} from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { type InvocationInput, triggerOf, type TypedData, WorkerLostError } from '../invoker.ts';
import type { StorageTriggerOptions } from './blob-trigger.ts';
import { createLoop, type Trigger } from './trigger.ts';

const idleMs = 500;
const leaseSeconds = 600;

const isMissing = (error: unknown) => error instanceof RestError && error.statusCode === 404;
const toTime = (date: Date) => date.toISOString().replace(/\.\d+Z$/, '+00:00');

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

/** The top-level fields of a JSON message; the host lets them shadow its own metadata. */
function toFields(text: string): Record<string, TypedData> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, { string: toText(field) }]),
    );
  } catch {
    return {};
  }
}

function toText(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value, null, 2) : String(value);
}

function toQueueInvocation(name: string, message: DequeuedMessageItem, text: string): InvocationInput {
  return {
    inputData: [{ name, data: { string: text } }],
    triggerMetadata: {
      QueueTrigger: { string: text },
      DequeueCount: { json: String(message.dequeueCount) },
      ExpirationTime: { json: JSON.stringify(toTime(message.expiresOn)) },
      Id: { string: message.messageId },
      InsertionTime: { json: JSON.stringify(toTime(message.insertedOn)) },
      NextVisibleTime: { json: JSON.stringify(toTime(message.nextVisibleOn)) },
      PopReceipt: { string: message.popReceipt },
      ...toFields(text),
    },
  };
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
      await invoker.invoke(metadata.name, toQueueInvocation(binding.name, message, text));
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
      await invoker.invoke(metadata.name, {
        inputData: [{ name: binding.name, data: { string: input } }],
        triggerMetadata: { QueueTrigger: { string: input }, ...toFields(input) },
      });
    },
  };
}
