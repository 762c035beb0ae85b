import type {
  ServiceBusClient,
  ServiceBusReceiver,
  ServiceBusReceiverOptions,
  ServiceBusSessionReceiver,
} from '@azure/service-bus';
import { resolveSetting } from '../../app-settings.ts';
import type { Binding } from '../../invoker.ts';

/** A queue, or a subscription of a topic. */
export interface ServiceBusSource {
  readonly description: string;
  open(client: ServiceBusClient): ServiceBusReceiver;
  acceptSession(client: ServiceBusClient, abortSignal: AbortSignal): Promise<ServiceBusSessionReceiver>;
}

/** Reads where a trigger takes its messages from; its locks are renewed for so long. */
export function createServiceBusSource(
  binding: Binding,
  values: Readonly<Record<string, string | undefined>>,
  maxAutoLockRenewalDurationInMs: number,
): ServiceBusSource {
  const text = (value: unknown) => resolveSetting(String(value), values);
  const options: ServiceBusReceiverOptions = { maxAutoLockRenewalDurationInMs, skipParsingBodyAsJson: true };
  if (binding.queueName !== undefined) {
    const queue = text(binding.queueName);
    return {
      description: `queue ${queue}`,
      open: (client) => client.createReceiver(queue, options),
      acceptSession: (client, abortSignal) => client.acceptNextSession(queue, { ...options, abortSignal }),
    };
  }
  const [topic, subscription] = [text(binding.topicName), text(binding.subscriptionName)];
  return {
    description: `subscription ${topic}/${subscription}`,
    open: (client) => client.createReceiver(topic, subscription, options),
    acceptSession: (client, abortSignal) =>
      client.acceptNextSession(topic, subscription, { ...options, abortSignal }),
  };
}
