import { randomBytes } from 'node:crypto';
import type { Delivery, Sender } from 'rhea';
import { BrokerError } from './broker-error.ts';
import type { MessageLock } from './message-locks.ts';
import type { Consumer, MessageQueue } from './message-queue.ts';
import { toDeliveryTag } from './lock-token.ts';
import type { OutcomeKind } from './parse-outcome.ts';
import { parseOutcome } from './parse-outcome.ts';
import type { QueuedMessage } from './queued-message.ts';
import { internalsOf, outcomes } from './rhea-internals.ts';
import { toWireMessage } from './to-wire-message.ts';

/** A client's receiver, seen from here: it takes messages as far as it has given credit, and settles them. */
export interface ReceivingLink extends Consumer {
  readonly queue: MessageQueue;
  /** Does what the client says of a delivery and gives the function that answers it. */
  settle(kind: OutcomeKind, delivery: Delivery): () => void;
  refuse(delivery: Delivery, error: BrokerError): void;
  onDraining(): void;
}

/** Sender settle mode 1 asks for messages that are settled when they are sent. */
const settledMode = 1;

export function createReceivingLink(sender: Sender, queue: MessageQueue, session: string): ReceivingLink {
  const locks = new Map<Delivery, MessageLock>();
  let unsent: readonly Delivery[] = [];
  const settled = sender.snd_settle_mode === settledMode;
  return {
    queue,
    session,
    settled,
    /** The credit goes down only when a delivery is written, some time after it was sent. */
    capacity() {
      const { credit, session: amqpSession } = internalsOf(sender);
      unsent = unsent.filter(({ id }) => id >= amqpSession.outgoing.next_pending_delivery);
      return sender.is_open() && sender.sendable() ? credit - unsent.length : 0;
    },
    deliver(message: QueuedMessage, lock: MessageLock | undefined) {
      const tag = lock === undefined ? randomBytes(16) : toDeliveryTag(lock.token);
      const delivery = sender.send(toWireMessage(message, lock?.untilMs), tag);
      unsent = [...unsent, delivery];
      if (lock === undefined) delivery.update(true);
      else locks.set(delivery, lock);
    },
    settle(kind, delivery) {
      const lock = locks.get(delivery);
      locks.delete(delivery);
      if (lock === undefined) return () => undefined;
      try {
        queue.settle(lock.token, parseOutcome(kind, delivery.remote_state));
        return () => delivery.update(true, outcomes.accepted().described());
      } catch (error) {
        if (error instanceof BrokerError) return () => refuse(delivery, error);
        throw error;
      }
    },
    refuse,
    onDraining() {
      queue.pump();
      sender.set_drained(true);
    },
  };
}

/** Names our own error, never the one that the client gave with a dead letter: it would take that for a failure. */
function refuse(delivery: Delivery, { condition, message }: BrokerError): void {
  delivery.update(true, outcomes.rejected({ error: { condition, description: message } }).described());
}
