import type { QueuedMessage } from './queued-message.ts';
import { createTimers } from './timers.ts';

/** The messages that nobody is given by itself: scheduled ones until their time, deferred ones until they are asked for. */
export interface MessageShelf {
  put(message: QueuedMessage): void;
  takeDeferred(sequenceNumber: number): QueuedMessage | undefined;
  takeScheduled(sequenceNumber: number): QueuedMessage | undefined;
  all(): readonly QueuedMessage[];
  stop(): void;
}

export function createMessageShelf(onDue: (message: QueuedMessage) => void): MessageShelf {
  const messages = new Map<number, QueuedMessage>();
  const timers = createTimers<number>();
  const take = (sequenceNumber: number, state: QueuedMessage['state']): QueuedMessage | undefined => {
    const message = messages.get(sequenceNumber);
    if (message?.state !== state) return undefined;
    messages.delete(sequenceNumber);
    timers.stop(sequenceNumber);
    return message;
  };
  return {
    put(message) {
      const { sequenceNumber, state, dueMs } = message;
      messages.set(sequenceNumber, message);
      if (state !== 'scheduled' || dueMs === undefined) return;
      timers.start(sequenceNumber, dueMs, () => {
        messages.delete(sequenceNumber);
        onDue(message);
      });
    },
    takeDeferred: (sequenceNumber) => take(sequenceNumber, 'deferred'),
    takeScheduled: (sequenceNumber) => take(sequenceNumber, 'scheduled'),
    all: () => [...messages.values()],
    stop: () => timers.stopAll(),
  };
}
