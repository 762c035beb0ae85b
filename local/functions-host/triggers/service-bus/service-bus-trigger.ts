import { ServiceBusClient } from '@azure/service-bus';
import { resolveConnection } from '../../app-settings.ts';
import { triggerOf } from '../../invoker.ts';
import type { Trigger, TriggerOptions } from '../trigger.ts';
import { createBatchPump } from './batch-pump.ts';
import { createDelivery } from './message-delivery.ts';
import type { MessagePump, Take } from './message-pump.ts';
import { toBatchInvocation, toMessageInvocation, toRunByHand } from './service-bus-invocation.ts';
import { createServiceBusSource } from './service-bus-source.ts';
import { createSessionPump } from './session-pump.ts';
import { createStreamPump } from './stream-pump.ts';

/**
 * Starts a function for the messages of a Service Bus queue or subscription, one or many at a time, of sessions in
 * their order. What it fails on is delivered again until the entity gives it up to its dead letters.
 */
export function createServiceBusTrigger({
  metadata,
  invoker,
  settings,
  values,
  report,
}: TriggerOptions): Trigger {
  const binding = triggerOf(metadata);
  const bus = settings.extensions.serviceBus;
  const source = createServiceBusSource(binding, values, bus.maxAutoLockRenewalDuration);
  const client = new ServiceBusClient(resolveConnection(binding.connection, values));
  const shape = { name: binding.name, isBinary: binding.dataType === 'binary' };
  const isMany = binding.cardinality === 'many';
  const completes =
    typeof binding.autoCompleteMessages === 'boolean'
      ? binding.autoCompleteMessages
      : bus.autoCompleteMessages;
  const deliver = createDelivery({ functionName: metadata.name, invoker, completes, report });

  const take: Take = async (receiver, messages) => {
    if (isMany) return deliver(receiver, messages, toBatchInvocation(shape, messages));
    for (const message of messages) await deliver(receiver, [message], toMessageInvocation(shape, message));
  };

  const open = () => source.open(client);
  const createPump = (): MessagePump => {
    if (binding.isSessionsEnabled === true)
      return createSessionPump({
        accept: (signal) => source.acceptSession(client, signal),
        take,
        // As on Azure, where a function for many messages keeps to one session until that falls idle
        // (Azure/azure-functions-dotnet-worker issue 3087).
        maxConcurrentSessions: isMany ? 1 : bus.maxConcurrentSessions,
        maxMessages: isMany ? bus.maxMessageBatchSize : 1,
        sessionIdleMs: bus.sessionIdleTimeout,
        report,
      });
    return isMany
      ? createBatchPump({ open, take, maxMessages: bus.maxMessageBatchSize, report })
      : createStreamPump({ open, take, maxConcurrentCalls: bus.maxConcurrentCalls, report });
  };

  const pump = createPump();
  return {
    description: `Service Bus ${source.description}`,
    start: () => pump.start(),
    async stop() {
      await pump.stop();
      await client.close();
    },
    async run(input) {
      await invoker.invoke(metadata.name, toRunByHand(shape, input ?? ''));
    },
  };
}
