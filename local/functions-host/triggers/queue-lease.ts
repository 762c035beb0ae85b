import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';

/** How long a message stays unseen by others while its function runs; it is prolonged at half of that. */
const leaseSeconds = 600;

/** A received message, held for as long as its function runs. */
export interface QueueLease {
  /** Takes the message out of the queue. */
  complete(): Promise<void>;
  /** Lets it be seen again after so many seconds. */
  release(seconds: number): Promise<void>;
  /** Holds it no longer: it is seen again when the lease is over. */
  drop(): void;
}

export function createQueueLease(queue: QueueClient, message: DequeuedMessageItem): QueueLease {
  let { popReceipt } = message;
  const hide = async (seconds: number) => {
    const answer = await queue.updateMessage(message.messageId, popReceipt, message.messageText, seconds);
    popReceipt = answer.popReceipt ?? popReceipt;
  };
  const renewal = setInterval(
    // Where that fails, the message is delivered once more: at least once is what queues promise.
    () => void hide(leaseSeconds).catch(() => undefined),
    500 * leaseSeconds,
  );
  const drop = () => clearInterval(renewal);
  return {
    drop,
    async complete() {
      drop();
      await queue.deleteMessage(message.messageId, popReceipt);
    },
    async release(seconds) {
      drop();
      await hide(seconds);
    },
  };
}
createQueueLease.seconds = leaseSeconds;
