import type { Container, EventContext, Message, Receiver, Sender } from 'rhea';
import rhea from 'rhea';
import { z } from 'zod';
import { acceptSession, closeWith, requestedSession } from './accept-session.ts';
import { BrokerError, notAllowed } from './broker-error.ts';
import type { Broker } from './broker.ts';
import { parseLinkAddress } from './link-address.ts';
import { answerManagement } from './management.ts';
import { decodeMessage } from './message-codec.ts';
import type { MessageStore } from './message-store.ts';
import { outcomeKinds } from './parse-outcome.ts';
import type { ReceivingLink } from './receiving-link.ts';
import { createReceivingLink } from './receiving-link.ts';
import { createReplyLinks } from './reply-links.ts';
import { internalsOf } from './rhea-internals.ts';

export interface AmqpServerDeps {
  readonly broker: Broker;
  readonly store: MessageStore;
}

/** As on the Standard tier. */
const maxMessageBytes = 256 * 1024;

/** Creates the AMQP side of the broker: clients' links become sends, receivers and requests. */
export function createAmqpServer({ broker, store }: AmqpServerDeps): Container {
  const container = rhea.create_container({ id: 'service-bus' });
  allowAnyone(container);
  const replies = createReplyLinks();
  const receivers = new Map<Sender, ReceivingLink>();
  const endings = new Map<Sender, () => void>();

  /** A client that sends. */
  const onSenderLink = ({ receiver }: EventContext): void => {
    if (receiver === undefined) return;
    receiver.set_target(receiver.target);
    receiver.set_source(receiver.source);
    internalsOf(receiver).local.attach.max_message_size = maxMessageBytes;
    const address = parseLinkAddress(receiver.target);
    if (address.kind === 'entity') refuseFailing(receiver, () => broker.assertTarget(address.entity));
  };

  /** A client that receives: messages, or answers to its requests. */
  const onReceiverLink = ({ sender }: EventContext): void => {
    if (sender === undefined) return;
    const address = parseLinkAddress(sender.source);
    // A session is named in the answer only when it is the receiver's.
    const { source } = sender;
    sender.set_source(requestedSession(sender) === undefined ? source : { address: source.address });
    sender.set_target({ address: sender.target.address });
    internalsOf(sender).local.attach.snd_settle_mode = sender.snd_settle_mode;
    internalsOf(sender).local.attach.rcv_settle_mode = sender.rcv_settle_mode;
    if (address.kind === 'entity') refuseFailing(sender, () => openReceiver(sender, address.entity));
    else replies.add(sender);
  };

  const openReceiver = (sender: Sender, entity: string): void => {
    const source = broker.findSource(entity);
    const session = requestedSession(sender);
    assertSessionUse(entity, source.queue.requiresSession, session);
    const start = (link: ReceivingLink): void => {
      receivers.set(sender, link);
      source.queue.subscribe(link);
    };
    if (session === undefined) start(createReceivingLink(sender, source.queue, ''));
    else endings.set(sender, acceptSession(sender, source, session, start));
  };

  const onLinkGone = (sender: Sender): void => {
    const link = receivers.get(sender);
    receivers.delete(sender);
    replies.remove(sender);
    if (link !== undefined) link.queue.unsubscribe(link);
    endings.get(sender)?.();
    endings.delete(sender);
  };

  const onDisconnected = ({ connection }: EventContext): void => {
    const links = [...receivers.keys(), ...endings.keys(), ...replies.all()];
    for (const sender of new Set(links)) if (sender.connection === connection) onLinkGone(sender);
  };

  const onMessage = (context: EventContext): void => {
    const { receiver, message } = context;
    if (receiver === undefined || message === undefined) return;
    const address = parseLinkAddress(receiver.target);
    if (address.kind === 'entity') take(context, address.entity);
    else if (address.kind === 'claims') replies.answer(context, message, { status: 202 });
    else replies.answer(context, message, answerRequest(address.entity, message));
  };

  const answerRequest = (entity: string, message: Message) => {
    try {
      return answerManagement({ broker, store }, entity, message);
    } catch (error) {
      if (error instanceof BrokerError) return { status: error.status, error };
      throw error;
    }
  };

  const take = ({ delivery, message }: EventContext, entity: string): void => {
    if (delivery === undefined || message === undefined) return;
    try {
      broker.send(entity, delivery.format === 0 ? [message] : unpackBatch(message));
      delivery.accept();
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      delivery.reject({ condition: error.condition, description: error.message });
    }
  };

  container.on('receiver_open', onSenderLink);
  container.on('sender_open', onReceiverLink);
  container.on('sender_close', ({ sender }: EventContext) => sender && onLinkGone(sender));
  container.on('session_close', ({ session }: EventContext) => {
    session?.each_sender(
      (sender: Sender) => onLinkGone(sender),
      () => true,
    );
  });
  container.on('disconnected', onDisconnected);
  container.on('connection_close', onDisconnected);
  container.on('sendable', ({ sender }: EventContext) => sender && receivers.get(sender)?.queue.pump());
  container.on(
    'sender_draining',
    ({ sender }: EventContext) => sender && receivers.get(sender)?.onDraining(),
  );
  for (const kind of outcomeKinds) {
    container.on(
      kind,
      (context: EventContext) => context.sender && receivers.get(context.sender)?.onOutcome(kind, context),
    );
  }
  container.on('message', onMessage);
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
  mechanisms.MSSBCBS = () => ({
    outcome: true,
    start: () => undefined,
    step: () => undefined,
  });
}

/** A batch arrives undecoded: one message whose data sections are messages. */
function unpackBatch(batch: unknown): readonly Message[] {
  const body: unknown = decodeMessage(z.instanceof(Uint8Array).parse(batch)).body;
  const { content } = z
    .object({ content: z.union([z.array(z.instanceof(Uint8Array)), z.instanceof(Uint8Array)]) })
    .parse(body);
  return (Array.isArray(content) ? content : [content]).map(decodeMessage);
}

function assertSessionUse(
  entity: string,
  requiresSession: boolean,
  session: string | null | undefined,
): void {
  if (requiresSession && session === undefined) {
    throw notAllowed(
      `It is not possible for the entity "${entity}", which requires sessions, to create a non-sessionful message receiver`,
    );
  }
  if (!requiresSession && session !== undefined) {
    throw notAllowed(
      `A sessionful message receiver cannot be created on the entity "${entity}", which does not require sessions`,
    );
  }
}

function refuseFailing(link: Sender | Receiver, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    closeWith(link, error);
  }
}
