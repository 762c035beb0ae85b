import type { Container, EventContext, Sender } from 'rhea';
import rhea from 'rhea';
import type { PickFault } from '../faults/fault-dice.ts';
import { createAmqpCalls } from './amqp-faults.ts';
import type { Broker } from './broker.ts';
import { createClientReceivers } from './client-receivers.ts';
import { createClientSenders } from './client-senders.ts';
import type { MessageStore } from './message-store.ts';
import { outcomeKinds } from './parse-outcome.ts';
import { createReplyLinks } from './reply-links.ts';

export interface AmqpServerDeps {
  readonly broker: Broker;
  readonly store: MessageStore;
  readonly pickFault: PickFault | undefined;
}

/** Creates the AMQP side of the broker. In rhea's words a client's receiver is our sender, and the reverse. */
export function createAmqpServer({ broker, store, pickFault }: AmqpServerDeps): Container {
  const container = rhea.create_container({ id: 'service-bus' });
  allowAnyone(container);
  const call = createAmqpCalls(pickFault);
  const replies = createReplyLinks();
  const senders = createClientSenders({ broker, store, replies, call });
  const receivers = createClientReceivers({ broker, replies, call });
  const onSender = (event: string, act: (sender: Sender) => void): void => {
    container.on(event, ({ sender }: EventContext) => sender && act(sender));
  };

  container.on('receiver_open', senders.onLink);
  container.on('message', senders.onMessage);
  container.on('sender_open', receivers.onLink);
  onSender('sender_close', receivers.onLinkGone);
  onSender('sendable', receivers.onCredit);
  onSender('sender_draining', receivers.onDraining);
  container.on('session_close', ({ session }: EventContext) =>
    session?.each_sender(receivers.onLinkGone, () => true),
  );
  for (const event of ['disconnected', 'connection_close']) {
    container.on(event, ({ connection }: EventContext) => receivers.onConnectionGone(connection));
  }
  for (const kind of outcomeKinds) {
    container.on(kind, (context: EventContext) => receivers.onOutcome(kind, context));
  }
  container.on('error', (error: unknown) => console.error('The Service Bus broker failed to answer:', error));
  return container;
}

interface SaslMechanisms {
  enable_anonymous(): void;
  MSSBCBS: () => { readonly outcome: boolean; start(): void; step(): void };
}

/** Anybody may connect: the broker listens on this machine only. */
function allowAnyone(container: Container): void {
  const mechanisms = container.sasl_server_mechanisms as SaslMechanisms; // untyped in rhea
  mechanisms.enable_anonymous();
  mechanisms.MSSBCBS = () => ({ outcome: true, start: () => undefined, step: () => undefined });
}
