import { ServiceBusClient } from '@azure/service-bus';
import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { Entities } from '../../../local/service-bus/entities.ts';
import type { ServiceBus } from '../../../local/service-bus/start-service-bus.ts';
import { startServiceBus } from '../../../local/service-bus/start-service-bus.ts';

export interface Opened {
  readonly bus: ServiceBus;
  readonly client: ServiceBusClient;
  close(): Promise<void>;
}

export async function open(entities: Partial<Entities>, file?: string): Promise<Opened> {
  const bus = await startServiceBus({ file, port: 0, entities: { queues: [], topics: [], ...entities } });
  const client = new ServiceBusClient(bus.connectionString, {
    retryOptions: { maxRetries: 0, timeoutInMs: 3000 },
  });
  return {
    bus,
    client,
    async close() {
      await client.close();
      await bus.stop();
    },
  };
}

/** Receives one message, which must be there. */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 3000 });
  if (message === undefined) throw new Error('Cannot receive a message: none came within 3000 ms');
  return message;
}

export const bodiesOf = (messages: readonly ServiceBusReceivedMessage[]): readonly unknown[] =>
  messages.map(({ body }) => body as unknown);
