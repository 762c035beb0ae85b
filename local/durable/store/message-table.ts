import type { HistoryEvent } from '../events/history-event.ts';
import { eventColumns, parseEvent, toEventValues } from './event-row.ts';
import type { Database } from './open-database.ts';

/** An event on its way to an orchestration; a timer is one that is due later. */
export interface Message {
  readonly instanceId: string;
  /** The execution it is for; null reaches whichever runs. */
  readonly executionId: string | null;
  readonly dueMs: number;
  readonly event: HistoryEvent;
}

export type StoredMessage = Message & { readonly seq: number };

export interface MessageTable {
  readonly send: (message: Message) => void;
  /** The due messages of an instance, oldest first. */
  readonly due: (instanceId: string, nowMs: number) => StoredMessage[];
  readonly idsWithDue: (nowMs: number) => string[];
  /** When the next message is due after a moment. */
  readonly nextDueMs: (afterMs: number) => number | undefined;
  readonly delete: (seq: number) => void;
  readonly deleteAll: (instanceId: string) => void;
}

export function createMessageTable({ sql }: Database): MessageTable {
  const send = sql.prepare(
    `INSERT INTO messages (instance_id, execution_id, due_ms, ${eventColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const due = sql.prepare(
    'SELECT * FROM messages WHERE instance_id = ? AND due_ms <= ? ORDER BY due_ms, seq',
  );
  const ids = sql.prepare('SELECT DISTINCT instance_id FROM messages WHERE due_ms <= ?');
  const next = sql.prepare('SELECT MIN(due_ms) AS due_ms FROM messages WHERE due_ms > ?');
  const remove = sql.prepare('DELETE FROM messages WHERE seq = ?');
  const removeAll = sql.prepare('DELETE FROM messages WHERE instance_id = ?');
  return {
    send: ({ instanceId, executionId, dueMs, event }) =>
      void send.run(instanceId, executionId, dueMs, ...toEventValues(event)),
    due: (instanceId, nowMs) => due.all(instanceId, nowMs).map(parseMessage),
    idsWithDue: (nowMs) => ids.all(nowMs).map((row) => String(row.instance_id)),
    nextDueMs(afterMs) {
      const dueMs = next.get(afterMs)?.due_ms;
      return typeof dueMs === 'number' ? dueMs : undefined;
    },
    delete: (seq) => void remove.run(seq),
    deleteAll: (instanceId) => void removeAll.run(instanceId),
  };
}

function parseMessage(row: Record<string, unknown>): StoredMessage {
  const executionId = row.execution_id;
  return {
    seq: Number(row.seq),
    instanceId: String(row.instance_id),
    executionId: typeof executionId === 'string' ? executionId : null,
    dueMs: Number(row.due_ms),
    event: parseEvent(row),
  };
}
