import { QueueServiceClient } from '@azure/storage-queue';
import { resolveConnection, resolveSetting } from '../app-settings.ts';
import { triggerOf } from '../invoker.ts';
import { createQueueDelivery } from './queue-delivery.ts';
import { toMessageInvocation, toRunByHand } from './queue-invocation.ts';
import { createQueueLease } from './queue-lease.ts';
import { isMissing } from './storage-error.ts';
import { createLoop, type Trigger, type TriggerOptions } from './trigger.ts';

const idleMs = 500;
const fullMs = 20;

/** Starts a function for each message of a storage queue; one that keeps failing goes to `<queue>-poison`. */
export function createQueueTrigger({ metadata, invoker, settings, values, report }: TriggerOptions): Trigger {
  const { name: functionName } = metadata;
  const binding = triggerOf(metadata);
  const service = QueueServiceClient.fromConnectionString(resolveConnection(binding.connection, values));
  const queueName = resolveSetting(String(binding.queueName), values).toLowerCase();
  const queue = service.getQueueClient(queueName);
  const { queues } = settings.extensions;
  const newBatchThreshold = queues.newBatchThreshold ?? Math.floor(queues.batchSize / 2);
  const running = new Set<Promise<void>>();
  const deliver = createQueueDelivery({
    functionName,
    service,
    queueName,
    settings: queues,
    invoke: (message, text) => invoker.invoke(functionName, toMessageInvocation(binding.name, message, text)),
    report,
  });

  const receive = async (abortSignal: AbortSignal): Promise<number> => {
    if (running.size > newBatchThreshold) return fullMs;
    const { batchSize: numberOfMessages } = queues;
    const options = { numberOfMessages, visibilityTimeout: createQueueLease.seconds, abortSignal };
    try {
      const { receivedMessageItems } = await queue.receiveMessages(options);
      for (const message of receivedMessageItems) {
        const run = deliver(message).finally(() => running.delete(run));
        running.add(run);
      }
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
      await invoker.invoke(functionName, toRunByHand(binding.name, input ?? ''));
    },
  };
}
