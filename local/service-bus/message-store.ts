import { DatabaseSync } from 'node:sqlite';
import { databaseSettings } from '../database-settings.ts';
import { transact } from '../transact.ts';
import { z } from 'zod';
import { decodeMessage, encodeMessage } from './message-codec.ts';
import type { QueuedMessage } from './queued-message.ts';

/** Keeps messages, session states and known message ids over a restart. */
export interface MessageStore {
  /** Adds a message and gives it its sequence number. */
  insert(queue: string, message: Omit<QueuedMessage, 'sequenceNumber'>): QueuedMessage;
  update(message: QueuedMessage): void;
  delete(sequenceNumber: number): void;
  load(queue: string): readonly QueuedMessage[];
  findSessionState(queue: string, session: string): Uint8Array | undefined;
  setSessionState(queue: string, session: string, state: Uint8Array | undefined): void;
  /** Remembers a message id; false when it is known since `sinceMs` or later. */
  remember(queue: string, messageId: string, sinceMs: number): boolean;
  transact<T>(act: () => T): T;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, state TEXT NOT NULL, delivery_count INTEGER NOT NULL,
    enqueued_ms INTEGER NOT NULL, due_ms INTEGER, expires_ms INTEGER, content BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS messages_by_queue ON messages (queue, sequence);
  CREATE TABLE IF NOT EXISTS sessions (queue TEXT, id TEXT, state BLOB NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS known_ids (queue TEXT, id TEXT, seen_ms INTEGER NOT NULL, PRIMARY KEY (queue, id)) WITHOUT ROWID;
`;

const rowSchema = z.object({
  sequence: z.number(),
  state: z.enum(['active', 'scheduled', 'deferred']),
  delivery_count: z.number(),
  enqueued_ms: z.number(),
  due_ms: z.number().nullable(),
  expires_ms: z.number().nullable(),
  content: z.instanceof(Uint8Array),
});

/** Opens the broker's database; no file = in memory. */
export function openMessageStore(file: string | undefined): MessageStore {
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec(databaseSettings + schema);
  const insert = database.prepare(
    'INSERT INTO messages (queue, state, delivery_count, enqueued_ms, due_ms, expires_ms, content) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE messages SET state = ?, delivery_count = ?, enqueued_ms = ?, due_ms = ?, expires_ms = ?, content = ? WHERE sequence = ?',
  );
  const remove = database.prepare('DELETE FROM messages WHERE sequence = ?');
  const load = database.prepare('SELECT * FROM messages WHERE queue = ? ORDER BY sequence');
  return {
    insert(queue, message) {
      const { state, deliveryCount, enqueuedMs, dueMs, expiresMs, content } = message;
      const encoded = encodeMessage(content);
      const { lastInsertRowid } = insert.run(
        queue,
        state,
        deliveryCount,
        enqueuedMs,
        dueMs ?? null,
        expiresMs ?? null,
        encoded,
      );
      return { ...message, sequenceNumber: Number(lastInsertRowid) };
    },
    update({ state, deliveryCount, enqueuedMs, dueMs, expiresMs, content, sequenceNumber }) {
      const encoded = encodeMessage(content);
      update.run(state, deliveryCount, enqueuedMs, dueMs ?? null, expiresMs ?? null, encoded, sequenceNumber);
    },
    delete: (sequenceNumber) => void remove.run(sequenceNumber),
    load: (queue) => load.all(queue).map(fromRow),
    ...createSessionTable(database),
    remember: createKnownIds(database),
    transact: (act) => transact(database, act),
    close: () => database.close(),
  };
}

function fromRow(row: unknown): QueuedMessage {
  const { sequence, state, delivery_count, enqueued_ms, due_ms, expires_ms, content } = rowSchema.parse(row);
  return {
    sequenceNumber: sequence,
    content: decodeMessage(content),
    state,
    deliveryCount: delivery_count,
    enqueuedMs: enqueued_ms,
    dueMs: due_ms ?? undefined,
    expiresMs: expires_ms ?? undefined,
  };
}

function createSessionTable(
  database: DatabaseSync,
): Pick<MessageStore, 'findSessionState' | 'setSessionState'> {
  const find = database.prepare('SELECT state FROM sessions WHERE queue = ? AND id = ?');
  const put = database.prepare('INSERT OR REPLACE INTO sessions (queue, id, state) VALUES (?, ?, ?)');
  const remove = database.prepare('DELETE FROM sessions WHERE queue = ? AND id = ?');
  const row = z.object({ state: z.instanceof(Uint8Array) }).optional();
  return {
    findSessionState: (queue, session) => row.parse(find.get(queue, session))?.state,
    setSessionState(queue, session, state) {
      if (state === undefined) remove.run(queue, session);
      else put.run(queue, session, state);
    },
  };
}

function createKnownIds(database: DatabaseSync): MessageStore['remember'] {
  const forget = database.prepare('DELETE FROM known_ids WHERE queue = ? AND seen_ms < ?');
  const insert = database.prepare('INSERT OR IGNORE INTO known_ids (queue, id, seen_ms) VALUES (?, ?, ?)');
  return (queue, messageId, sinceMs) => {
    forget.run(queue, sinceMs);
    return insert.run(queue, messageId, Date.now()).changes === 1;
  };
}
