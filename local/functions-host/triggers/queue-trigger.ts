import {
  type DequeuedMessageItem,
  type QueueClient,
  QueueServiceClient,
  RestError,
} from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { triggerOf } from '../invoker.ts';
import { toMessageInvocation, toRunByHand } from './queue-invocation.ts';
import { createQueueLease } from './queue-lease.ts';
import { createLoop, messageOf, type Trigger, type TriggerOptions } from './trigger.ts';

const idleMs = 500;
const fullMs = 20;

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

/** Starts a function for each message of a storage queue; one that keeps failing goes to `<queue>-poison`. */
export function createQueueTrigger({ metadata, invoker, settings, values, report }: TriggerOptions): Trigger {
  const binding = triggerOf(metadata);
  const service = QueueServiceClient.fromConnectionString(resolveConnection(binding.connection, values));
  const queueName = resolveSetting(String(binding.queueName), values).toLowerCase();
  const queue = service.getQueueClient(queueName);
  const { batchSize, maxDequeueCount, visibilityTimeout, messageEncoding } = settings.extensions.queues;
  const newBatchThreshold = settings.extensions.queues.newBatchThreshold ?? Math.floor(batchSize / 2);
  const running = new Set<Promise<void>>();

  const poison = async (message: DequeuedMessageItem) => {
    const target: QueueClient = service.getQueueClient(`${queueName}-poison`);
    await target.createIfNotExists();
    await target.sendMessage(message.messageText);
    report(
      `A message of queue "${queueName}" was tried ${message.dequeueCount} times: moved to ${queueName}-poison`,
    );
  };

  /** Runs the function; false where the message is to be tried again. */
  const attempt = async (message: DequeuedMessageItem): Promise<boolean> => {
    const text = decodeMessage(message.messageText, messageEncoding);
    if (text !== undefined) {
      try {
        await invoker.invoke(metadata.name, toMessageInvocation(binding.name, message, text));
        return true;
      } catch (error) {
        report(`Queue function "${metadata.name}" failed: ${messageOf(error)}`);
        if (message.dequeueCount < maxDequeueCount) return false;
      }
    }
    await poison(message);
    return true;
  };

  const deliver = async (message: DequeuedMessageItem): Promise<void> => {
    const lease = createQueueLease(queue, message);
    const isDone = await attempt(message);
    await (isDone ? lease.complete() : lease.release(Math.ceil(visibilityTimeout / 1000)));
  };

  const start = (message: DequeuedMessageItem) => {
    const run = deliver(message).catch((error: unknown) =>
      report(`Cannot settle a message of queue "${queueName}": ${messageOf(error)}`),
    );
    running.add(run);
    void run.finally(() => running.delete(run));
  };

  const receive = async (abortSignal: AbortSignal): Promise<number> => {
    if (running.size > newBatchThreshold) return fullMs;
    const options = { numberOfMessages: batchSize, visibilityTimeout: createQueueLease.seconds, abortSignal };
    try {
      const { receivedMessageItems } = await queue.receiveMessages(options);
      receivedMessageItems.forEach(start);
      return receivedMessageItems.length === 0 ? idleMs : 0;
    } catch (error) {
      if (isMissing(error)) return idleMs;
      throw error;
    }
  };

  const loop = createLoop(idleMs, receive, report);
  return {
    description: `queue ${queueName}`,
    start: () => loop.start(),
    async stop() {
      await loop.stop();
      await Promise.all(running);
    },
    async run(input) {
      await invoker.invoke(metadata.name, toRunByHand(binding.name, input ?? ''));
    },
  };
}
