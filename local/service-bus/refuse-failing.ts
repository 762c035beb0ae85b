import type { Receiver, Sender } from 'rhea';
import { BrokerError } from './broker-error.ts';

/** Closes a link with what Service Bus says of it, when `act` throws that. */
export function refuseFailing(link: Sender | Receiver, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error;
    closeWith(link, error);
  }
}

export function closeWith(link: Sender | Receiver, { condition, message }: BrokerError): void {
  link.close({ condition, description: message });
}
