import { DatabaseSync } from 'node:sqlite';
import { transact } from '../transact.ts';
import { databaseSettings } from '../database-settings.ts';
import type { ItemTable } from './item-table.ts';
import { createItemTable } from './item-table.ts';
import type { ResourceTable } from './resource-table.ts';
import { createResourceTable } from './resource-table.ts';

export interface Store {
  readonly resources: ResourceTable;
  readonly items: ItemTable;
  /** Runs `act` in one transaction, undone when it throws. */
  transact<T>(act: () => T): T;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS databases (id TEXT PRIMARY KEY, body TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS containers (
    key INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, UNIQUE (database, id)
  );
  CREATE TABLE IF NOT EXISTS items (
    container INTEGER NOT NULL, partition TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    rid TEXT NOT NULL, etag TEXT NOT NULL, lsn INTEGER NOT NULL, expires INTEGER,
    PRIMARY KEY (container, partition, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS items_by_lsn ON items (container, lsn);
  CREATE INDEX IF NOT EXISTS items_by_expiry ON items (expires) WHERE expires IS NOT NULL;
`;

/** Opens the gateway's database; no file = in memory. What a killed process had answered is kept. */
export function openStore(file: string | undefined): Store {
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec(databaseSettings + schema);
  return {
    resources: createResourceTable(database),
    items: createItemTable(database),
    transact: (act) => transact(database, act),
    close: () => database.close(),
  };
}
