/** What a correlation filter asks of a message; all of it must be equal. */
export interface CorrelationFilter {
  readonly correlationId?: string;
  readonly messageId?: string;
  readonly to?: string;
  readonly replyTo?: string;
  readonly subject?: string;
  readonly sessionId?: string;
  readonly contentType?: string;
  readonly applicationProperties?: Readonly<Record<string, string | number | boolean>>;
}

/** What queues and subscriptions have in common; the defaults are the service's. */
export interface ReceivableEntity {
  readonly name: string;
  readonly requiresSession?: boolean;
  readonly maxDeliveryCount?: number;
  readonly lockDurationMs?: number;
  readonly defaultTtlMs?: number;
}

export interface QueueEntity extends ReceivableEntity {
  /** Within this time a message with a known id is accepted and dropped; undefined = never. */
  readonly duplicateDetectionMs?: number;
}

export interface SubscriptionEntity extends ReceivableEntity {
  /** Undefined = every message. */
  readonly correlationFilter?: CorrelationFilter;
}

export interface TopicEntity {
  readonly name: string;
  readonly duplicateDetectionMs?: number;
  readonly subscriptions: readonly SubscriptionEntity[];
}

export interface Entities {
  readonly queues: readonly QueueEntity[];
  readonly topics: readonly TopicEntity[];
}
