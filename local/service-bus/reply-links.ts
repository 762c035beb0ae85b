import type { EventContext, Message, Sender } from 'rhea';
import type { BrokerError } from './broker-error.ts';
import type { ManagementAnswer } from './management.ts';

/** The links on which clients wait for answers of `$cbs` and `$management`. */
export interface ReplyLinks {
  add(sender: Sender): void;
  remove(sender: Sender): void;
  all(): readonly Sender[];
  answer(
    context: EventContext,
    request: Message,
    answer: ManagementAnswer & { readonly error?: BrokerError },
  ): void;
}

export function createReplyLinks(): ReplyLinks {
  const senders = new Set<Sender>();
  const find = ({ connection, receiver }: EventContext, { reply_to }: Message): Sender | undefined => {
    const own = [...senders].filter((sender) => sender.connection === connection);
    const byTarget = own.find((sender) => sender.target.address === reply_to);
    return byTarget ?? own.find((sender) => sender.session === receiver?.session);
  };
  return {
    add: (sender) => void senders.add(sender),
    remove: (sender) => void senders.delete(sender),
    all: () => [...senders],
    answer(context, request, { status, body, error }) {
      const description = error?.message ?? 'OK';
      const properties = {
        'status-code': status,
        'status-description': description,
        statusCode: status,
        statusDescription: description,
        ...(error === undefined ? {} : { errorCondition: error.condition }),
      };
      const reply = {
        correlation_id: request.message_id,
        application_properties: properties,
        body: body ?? {},
      };
      find(context, request)?.send(reply as Message); // correlation_id takes what message_id holds
      context.delivery?.accept();
    },
  };
}
