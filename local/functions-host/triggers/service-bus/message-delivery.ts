import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import type { InvocationInput, Invoker } from '../../invoker.ts';
import { messageOf } from '../trigger.ts';

export interface DeliveryOptions {
  readonly functionName: string;
  readonly invoker: Invoker;
  readonly completes: boolean;
  readonly report: (line: string) => void;
}

type Settle = (message: ServiceBusReceivedMessage) => Promise<void>;

/** Hands messages to the function: what it has done with is completed, what it failed on goes back to the entity. */
export function createDelivery({ functionName, invoker, completes, report }: DeliveryOptions) {
  const settleAll = async (messages: readonly ServiceBusReceivedMessage[], settle: Settle) => {
    for (const result of await Promise.allSettled(messages.map(settle)))
      if (result.status === 'rejected')
        report(`Cannot settle a message of "${functionName}": ${messageOf(result.reason)}`);
  };

  return async function deliver(
    receiver: ServiceBusReceiver,
    messages: readonly ServiceBusReceivedMessage[],
    input: InvocationInput,
  ): Promise<void> {
    try {
      await invoker.invoke(functionName, input);
    } catch (error) {
      report(`Service Bus function "${functionName}" failed: ${messageOf(error)}`);
      return settleAll(messages, (message) => receiver.abandonMessage(message));
    }
    if (completes) await settleAll(messages, (message) => receiver.completeMessage(message));
  };
}

export type Deliver = ReturnType<typeof createDelivery>;
