/** Where a reading stands in the queue: its message, and within that. */
export interface ReadingPosition {
  /** The queue's number of the message: later messages have higher ones. */
  readonly sequence: number;
  /** 0-based, of several readings in one message. */
  readonly index: number;
}

/** One measurement of a device. */
export interface Reading {
  readonly device: string;
  /** ISO 8601 in UTC, to the millisecond. */
  readonly time: string;
  readonly value: number;
  readonly model: string;
  readonly position: ReadingPosition;
  /** What was sent. */
  readonly body: unknown;
}

/** A message of the queue, as it was sent: one reading, or an array of them. */
export interface ReadingMessage {
  /** The sender's. */
  readonly id: string;
  /** Messages of one session come one after the other. */
  readonly session: string;
  readonly sequence: number;
  readonly enqueuedAt: Date;
  readonly body: unknown;
}

export const rejectionCodes = [
  'InvalidReading',
  'UnknownModel',
  'InFuture',
  'OutOfOrder',
  'ScoringFailed',
] as const;

/** Why a reading gets no prediction. */
export interface Rejection {
  readonly position: ReadingPosition;
  readonly code: (typeof rejectionCodes)[number];
  readonly reason: string;
  /** What was sent. */
  readonly body: unknown;
}

/** Whether one position comes after another. */
export function isAfter(one: ReadingPosition, other: ReadingPosition): boolean {
  return one.sequence === other.sequence ? one.index > other.index : one.sequence > other.sequence;
}
