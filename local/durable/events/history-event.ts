/**
 * One event of an orchestration's history: what the engine needs to know of it, and its JSON as every later turn
 * sends it. The JSON is written once and only ever joined.
 */
export interface HistoryEvent {
  readonly type: number;
  /** The number of the task that the event creates, or -1. */
  readonly eventId: number;
  /** The number of the task that the event ends, or -1. */
  readonly taskId: number;
  readonly name: string | null;
  readonly timestamp: string;
  readonly json: string;
}

interface EventDraft {
  readonly type: number;
  readonly eventId?: number;
  readonly taskId?: number;
  readonly name?: string | null;
  readonly timestamp: string;
  /** Whether later turns send it as played: what is delivered is, what a turn writes itself is not. */
  readonly isPlayed?: boolean;
  /** Fields in front of EventType; the others follow it. */
  readonly lead?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const playedText = '"IsPlayed": true';

/** Creates an event with its fields in the order of the wire. */
export function createEvent(draft: EventDraft): HistoryEvent {
  const { type, eventId = -1, taskId = -1, name = null, timestamp, isPlayed = false } = draft;
  const document = {
    ...draft.lead,
    EventType: type,
    ...draft.fields,
    EventId: eventId,
    IsPlayed: isPlayed,
    Timestamp: timestamp,
  };
  return { type, eventId, taskId, name, timestamp, json: indent(document) };
}

/** The same event as the turn that delivers it sends it. */
export function toUnplayedJson(json: string): string {
  const at = json.lastIndexOf(playedText);
  return at < 0 ? json : `${json.slice(0, at)}"IsPlayed": false${json.slice(at + playedText.length)}`;
}

// Two levels deep in the payload, which is indented JSON.
const indent = (document: object): string => JSON.stringify(document, null, 2).replaceAll('\n', '\n    ');
