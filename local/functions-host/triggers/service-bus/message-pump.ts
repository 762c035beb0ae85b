import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';

/** Takes messages until it is stopped; stopping waits for those that run. */
export interface MessagePump {
  start(): void;
  stop(): Promise<void>;
}

export type Take = (
  receiver: ServiceBusReceiver,
  messages: readonly ServiceBusReceivedMessage[],
) => Promise<void>;
