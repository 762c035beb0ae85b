/** A refusal as Service Bus words it: an AMQP condition, and a status for answers of `$management`. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  readonly condition: string;
  readonly status: number;

  constructor(status: number, condition: string, message: string) {
    super(message);
    this.status = status;
    this.condition = condition;
  }
}

export const messageLockLost = (): BrokerError =>
  new BrokerError(
    410,
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
  );

export const sessionLockLost = (sessionId: string): BrokerError =>
  new BrokerError(
    410,
    'com.microsoft:session-lock-lost',
    `The session lock has expired on the session "${sessionId}".`,
  );

export const notAllowed = (message: string): BrokerError => new BrokerError(400, 'amqp:not-allowed', message);
