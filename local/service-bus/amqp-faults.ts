import type { Connection } from 'rhea';
import type { PickFault } from '../faults/fault-dice.ts';
import type { FaultEffect } from '../faults/fault-rule.ts';
import { BrokerError } from './broker-error.ts';
import { dropConnection } from './rhea-internals.ts';

/** What a client does: it sends messages, settles one, or attaches a receiver. */
export interface AmqpCall {
  readonly method: 'SEND' | 'SETTLE' | 'RECEIVE';
  readonly entity: string;
  readonly connection: Connection;
  /** Does the work and gives the function that answers the client. */
  readonly act: () => () => void;
  readonly refuse: (error: BrokerError) => void;
}

/** Does what a client asked for, or what a fault makes of it. */
export function createAmqpCalls(pick: PickFault | undefined): (call: AmqpCall) => void {
  return (call) => {
    const effect = pick?.({ service: 'service-bus', method: call.method, path: call.entity });
    if (effect === undefined) call.act()();
    else strike(effect, call);
  };
}

function strike(effect: FaultEffect, { connection, act, refuse }: AmqpCall): void {
  switch (effect.kind) {
    case 'slow':
      setTimeout(() => act()(), effect.delayMs);
      return;
    case 'refuse':
      dropConnection(connection);
      return;
    case 'status':
      refuse(toRefusal(effect.status));
      return;
    case 'drop-after':
      act();
      dropConnection(connection);
      return;
    case 'lose-reply':
      act();
      return;
    default:
      effect satisfies never;
  }
}

function toRefusal(status: number): BrokerError {
  const condition = status === 500 ? 'amqp:internal-error' : 'com.microsoft:server-busy';
  return new BrokerError(status, condition, 'This failure was asked for by a fault');
}
