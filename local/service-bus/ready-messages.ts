import type { QueuedMessage } from './queued-message.ts';

/** The messages that can be delivered, by session and in sequence. */
export interface ReadyMessages {
  add(message: QueuedMessage): void;
  /** Takes the first message of a session. */
  take(session: string): QueuedMessage | undefined;
  all(): readonly QueuedMessage[];
  /** Sessions that have messages, the one that has waited longest first. */
  sessions(): readonly string[];
}

export function createReadyMessages(sessionOf: (message: QueuedMessage) => string): ReadyMessages {
  const bySession = new Map<string, QueuedMessage[]>();
  const drop = (session: string, messages: readonly QueuedMessage[]): void => {
    if (messages.length === 0) bySession.delete(session);
  };
  return {
    add(message) {
      const session = sessionOf(message);
      const messages = bySession.get(session) ?? [];
      bySession.set(session, messages);
      insertInSequence(messages, message);
    },
    take(session) {
      const messages = bySession.get(session) ?? [];
      const first = messages.shift();
      drop(session, messages);
      return first;
    },
    all: () => [...bySession.values()].flat(),
    sessions: () =>
      [...bySession]
        .sort(([, [a]], [, [b]]) => (a?.sequenceNumber ?? 0) - (b?.sequenceNumber ?? 0))
        .map(([session]) => session),
  };
}

/** New messages belong at the end, returned ones near the start. */
function insertInSequence(messages: QueuedMessage[], message: QueuedMessage): void {
  const last = messages.at(-1);
  if (last === undefined || last.sequenceNumber < message.sequenceNumber) {
    messages.push(message);
    return;
  }
  const index = messages.findIndex(({ sequenceNumber }) => sequenceNumber > message.sequenceNumber);
  messages.splice(index, 0, message);
}
