import type { EventContext, Message } from 'rhea';
import { z } from 'zod';
import type { AmqpCall } from './amqp-faults.ts';
import { BrokerError } from './broker-error.ts';
import type { Broker } from './broker.ts';
import { parseLinkAddress } from './link-address.ts';
import { answerManagement } from './management.ts';
import type { ManagementAnswer } from './management.ts';
import { decodeMessage } from './message-codec.ts';
import type { MessageStore } from './message-store.ts';
import { refuseFailing } from './refuse-failing.ts';
import type { ReplyLinks } from './reply-links.ts';
import { internalsOf } from './rhea-internals.ts';

export interface ClientSendersDeps {
  readonly broker: Broker;
  readonly store: MessageStore;
  readonly replies: ReplyLinks;
  readonly call: (call: AmqpCall) => void;
}

/** What comes over links on which clients send: messages for entities, requests to `$management` and `$cbs`. */
export interface ClientSenders {
  readonly onLink: (context: EventContext) => void;
  readonly onMessage: (context: EventContext) => void;
}

/** As on the Standard tier. */
const maxMessageBytes = 256 * 1024;

export function createClientSenders({ broker, store, replies, call }: ClientSendersDeps): ClientSenders {
  const takeMessages = ({ connection, delivery, message }: EventContext, entity: string): void => {
    if (delivery === undefined || message === undefined) return;
    const refuse = ({ condition, message: description }: BrokerError): void =>
      delivery.reject({ condition, description });
    const act = (): (() => void) => {
      try {
        broker.send(entity, delivery.format === 0 ? [message] : unpackBatch(message));
        return () => delivery.accept();
      } catch (error) {
        if (error instanceof BrokerError) return () => refuse(error);
        throw error;
      }
    };
    call({ method: 'SEND', entity, connection, act, refuse });
  };

  const answerRequest = (
    entity: string,
    message: Message,
  ): ManagementAnswer & { readonly error?: BrokerError } => {
    try {
      return answerManagement({ broker, store }, entity, message);
    } catch (error) {
      if (error instanceof BrokerError) return { status: error.status, error };
      throw error;
    }
  };

  return {
    onLink({ receiver }) {
      if (receiver === undefined) return;
      receiver.set_target(receiver.target);
      receiver.set_source(receiver.source);
      internalsOf(receiver).local.attach.max_message_size = maxMessageBytes;
      const address = parseLinkAddress(receiver.target);
      if (address.kind === 'entity') refuseFailing(receiver, () => broker.assertTarget(address.entity));
    },
    onMessage(context) {
      const { receiver, message } = context;
      if (receiver === undefined || message === undefined) return;
      const address = parseLinkAddress(receiver.target);
      if (address.kind === 'entity') takeMessages(context, address.entity);
      else if (address.kind === 'claims') replies.answer(context, message, { status: 202 });
      else replies.answer(context, message, answerRequest(address.entity, message));
    },
  };
}

const batchBody = z.object({
  content: z.union([z.array(z.instanceof(Uint8Array)), z.instanceof(Uint8Array)]),
});

/** A batch arrives undecoded: one message whose data sections are messages. */
function unpackBatch(batch: unknown): readonly Message[] {
  const body: unknown = decodeMessage(z.instanceof(Uint8Array).parse(batch)).body;
  const { content } = batchBody.parse(body);
  return (Array.isArray(content) ? content : [content]).map(decodeMessage);
}
