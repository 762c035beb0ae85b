import { DatabaseSync } from 'node:sqlite';

export interface TimerStatus {
  readonly last: string;
  readonly next: string;
  readonly lastUpdated: string;
}

export interface BlobReceipt {
  /** Failed tries so far. */
  readonly tries: number;
  readonly done: boolean;
}

/** What the host remembers over restarts: how far each timer is, and which blobs each function has seen. */
export interface HostState {
  readTimer(functionName: string): TimerStatus | undefined;
  writeTimer(functionName: string, status: TimerStatus): void;
  readReceipt(functionName: string, blob: string, etag: string): BlobReceipt | undefined;
  writeReceipt(functionName: string, blob: string, etag: string, receipt: BlobReceipt): void;
  close(): void;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, last TEXT, next TEXT, updated TEXT) STRICT;
  CREATE TABLE IF NOT EXISTS receipts (
    name TEXT, blob TEXT, etag TEXT, tries INTEGER, done INTEGER, PRIMARY KEY (name, blob)
  ) STRICT, WITHOUT ROWID;`;

/** Opens the host's memory; `file` undefined keeps it for this run only. */
export function openHostState(file: string | undefined): HostState {
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec(schema);
  const selectTimer = database.prepare('SELECT last, next, updated FROM timers WHERE name = ?');
  const upsertTimer = database.prepare('INSERT OR REPLACE INTO timers VALUES (?, ?, ?, ?)');
  const selectReceipt = database.prepare(
    'SELECT tries, done FROM receipts WHERE name = ? AND blob = ? AND etag = ?',
  );
  const upsertReceipt = database.prepare('INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?, ?)');
  return {
    readTimer(name) {
      const row = selectTimer.get(name);
      return row && { last: String(row.last), next: String(row.next), lastUpdated: String(row.updated) };
    },
    writeTimer: (name, { last, next, lastUpdated }) => void upsertTimer.run(name, last, next, lastUpdated),
    readReceipt(name, blob, etag) {
      const row = selectReceipt.get(name, blob, etag);
      return row && { tries: Number(row.tries), done: row.done === 1 };
    },
    writeReceipt: (name, blob, etag, { tries, done }) =>
      void upsertReceipt.run(name, blob, etag, tries, done ? 1 : 0),
    close: () => database.close(),
  };
}
