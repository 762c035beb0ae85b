import type { Connection, EventContext, Sender } from 'rhea';
import { acceptSession, requestedSession } from './accept-session.ts';
import type { AmqpCall } from './amqp-faults.ts';
import { notAllowed } from './broker-error.ts';
import type { Broker } from './broker.ts';
import { parseLinkAddress } from './link-address.ts';
import type { OutcomeKind } from './parse-outcome.ts';
import type { ReceivingLink } from './receiving-link.ts';
import { createReceivingLink } from './receiving-link.ts';
import { closeWith, refuseFailing } from './refuse-failing.ts';
import type { ReplyLinks } from './reply-links.ts';
import { internalsOf } from './rhea-internals.ts';

export interface ClientReceiversDeps {
  readonly broker: Broker;
  readonly replies: ReplyLinks;
  readonly call: (call: AmqpCall) => void;
}

/** The links on which clients receive: messages of entities, or answers to their requests. */
export interface ClientReceivers {
  readonly onLink: (context: EventContext) => void;
  readonly onLinkGone: (sender: Sender) => void;
  readonly onConnectionGone: (connection: Connection) => void;
  /** The client has said what became of a message. */
  readonly onOutcome: (kind: OutcomeKind, context: EventContext) => void;
  /** The client can take more. */
  readonly onCredit: (sender: Sender) => void;
  readonly onDraining: (sender: Sender) => void;
}

export function createClientReceivers({ broker, replies, call }: ClientReceiversDeps): ClientReceivers {
  const links = new Map<Sender, ReceivingLink>();
  const endSession = new Map<Sender, () => void>();

  const open = (sender: Sender, entity: string): void => {
    const source = broker.findSource(entity);
    const session = requestedSession(sender);
    assertSessionUse(entity, source.queue.requiresSession, session);
    const start = (link: ReceivingLink): void => {
      links.set(sender, link);
      source.queue.subscribe(link);
    };
    if (session === undefined) start(createReceivingLink(sender, source.queue, ''));
    else endSession.set(sender, acceptSession(sender, source, session, start));
  };

  const onLinkGone = (sender: Sender): void => {
    const link = links.get(sender);
    links.delete(sender);
    replies.remove(sender);
    if (link !== undefined) link.queue.unsubscribe(link);
    endSession.get(sender)?.();
    endSession.delete(sender);
  };

  return {
    onLink({ sender, connection }) {
      if (sender === undefined) return;
      answerAttach(sender);
      const address = parseLinkAddress(sender.source);
      if (address.kind !== 'entity') {
        replies.add(sender);
        return;
      }
      const act = (): (() => void) => {
        refuseFailing(sender, () => open(sender, address.entity));
        return () => undefined; // rhea answers by itself
      };
      const refuse: AmqpCall['refuse'] = (error) => closeWith(sender, error);
      call({ method: 'RECEIVE', entity: address.entity, connection, act, refuse });
    },
    onLinkGone,
    onConnectionGone(connection) {
      const senders = new Set([...links.keys(), ...endSession.keys(), ...replies.all()]);
      for (const sender of senders) if (sender.connection === connection) onLinkGone(sender);
    },
    onOutcome(kind, { sender, delivery, connection }) {
      const link = sender === undefined ? undefined : links.get(sender);
      if (link === undefined || delivery === undefined) return;
      const act = (): (() => void) => link.settle(kind, delivery);
      const refuse: AmqpCall['refuse'] = (error) => link.refuse(delivery, error);
      call({ method: 'SETTLE', entity: link.queue.name, connection, act, refuse });
    },
    onCredit: (sender) => links.get(sender)?.queue.pump(),
    onDraining: (sender) => links.get(sender)?.onDraining(),
  };
}

/** Agrees to what the client asks for; a session is named in the answer only when it is the receiver's. */
function answerAttach(sender: Sender): void {
  const { source, target } = sender;
  sender.set_source(requestedSession(sender) === undefined ? source : { address: source.address });
  sender.set_target({ address: target.address });
  const { attach } = internalsOf(sender).local;
  attach.snd_settle_mode = sender.snd_settle_mode;
  attach.rcv_settle_mode = sender.rcv_settle_mode;
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
