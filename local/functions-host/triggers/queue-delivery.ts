import type { DequeuedMessageItem, QueueServiceClient } from '@azure/storage-queue';
import type { HostSettings } from '../host-settings.ts';
import { createQueueLease } from './queue-lease.ts';
import { messageOf } from './trigger.ts';

export interface QueueDeliveryOptions {
  readonly functionName: string;
  readonly service: QueueServiceClient;
  readonly queueName: string;
  readonly settings: HostSettings['extensions']['queues'];
  readonly invoke: (message: DequeuedMessageItem, text: string) => Promise<unknown>;
  readonly report: (line: string) => void;
}

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

/** Runs the function for a received message, and settles it: done, to be tried again, or poison. */
export function createQueueDelivery(options: QueueDeliveryOptions) {
  const { functionName, service, queueName, settings, invoke, report } = options;
  const queue = service.getQueueClient(queueName);

  const poison = async (message: DequeuedMessageItem) => {
    const target = service.getQueueClient(`${queueName}-poison`);
    await target.createIfNotExists();
    await target.sendMessage(message.messageText);
    report(
      `A message of queue "${queueName}" was tried ${message.dequeueCount} times: moved to ${queueName}-poison`,
    );
  };

  /** Whether the message needs no further try. */
  const isSettled = async (message: DequeuedMessageItem): Promise<boolean> => {
    const text = decodeMessage(message.messageText, settings.messageEncoding);
    if (text !== undefined) {
      try {
        await invoke(message, text);
        return true;
      } catch (error) {
        report(`Queue function "${functionName}" failed: ${messageOf(error)}`);
        if (message.dequeueCount < settings.maxDequeueCount) return false;
      }
    }
    await poison(message);
    return true;
  };

  return async function deliver(message: DequeuedMessageItem): Promise<void> {
    const lease = createQueueLease(queue, message);
    try {
      const isDone = await isSettled(message);
      await (isDone ? lease.complete() : lease.release(Math.ceil(settings.visibilityTimeout / 1000)));
    } catch (error) {
      lease.drop();
      report(`Cannot settle a message of queue "${queueName}": ${messageOf(error)}`);
    }
  };
}
