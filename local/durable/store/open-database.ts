import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { databaseSettings } from '../../database-settings.ts';
import { transact } from '../../transact.ts';

const schema = `
CREATE TABLE IF NOT EXISTS instances (
  id TEXT PRIMARY KEY,
  execution_id TEXT NOT NULL,
  name TEXT NOT NULL,
  version TEXT,
  input TEXT,
  generation INTEGER,
  parent TEXT,
  status TEXT NOT NULL,
  output TEXT,
  custom_status TEXT,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  is_fresh INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS history (
  instance_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  type INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  name TEXT,
  timestamp TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (instance_id, seq)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id TEXT NOT NULL,
  execution_id TEXT,
  due_ms INTEGER NOT NULL,
  type INTEGER NOT NULL,
  event_id INTEGER NOT NULL,
  task_id INTEGER NOT NULL,
  name TEXT,
  timestamp TEXT NOT NULL,
  json TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS messages_of_instance ON messages (instance_id, due_ms);
CREATE INDEX IF NOT EXISTS messages_by_due ON messages (due_ms);
CREATE TABLE IF NOT EXISTS activities (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  instance_id TEXT NOT NULL,
  execution_id TEXT NOT NULL,
  task_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  input TEXT
);
`;

export interface Database {
  readonly sql: DatabaseSync;
  /** Runs all of it or none. */
  readonly transaction: <T>(body: () => T) => T;
  readonly close: () => void;
}

/** Opens the engine's one file, or a database in memory where none is given. Throws where another process has it. */
export function openDatabase(file: string | undefined): Database {
  if (file !== undefined) mkdirSync(dirname(file), { recursive: true });
  const sql = new DatabaseSync(file ?? ':memory:');
  try {
    prepare(sql);
  } catch (error) {
    sql.close();
    throw new Error(`Cannot open the Durable state: ${describe(error, file)}`, { cause: error });
  }
  return { sql, transaction: (body) => transact(sql, body), close: () => sql.close() };
}

function describe(error: unknown, file = ':memory:'): string {
  const reason = error instanceof Error ? error.message : String(error);
  return reason.includes('locked') ? `another process uses "${file}"` : `"${file}" is unusable, ${reason}`;
}

// Two engines on one file would run everything twice, so the first keeps it to itself; the system frees it when that
// process ends, however it does.
function prepare(sql: DatabaseSync): void {
  sql.exec(databaseSettings + schema);
}
