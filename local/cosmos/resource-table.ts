import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

export interface ContainerRow {
  readonly key: number;
  readonly body: string;
}

/** Databases and containers, each with the body that clients read. */
export interface ResourceTable {
  listDatabases(): readonly string[];
  findDatabase(id: string): string | undefined;
  putDatabase(id: string, body: string): void;
  deleteDatabase(id: string): void;
  listContainers(database: string): readonly ContainerRow[];
  findContainer(database: string, id: string): ContainerRow | undefined;
  /** Creates the container, or gives an existing one another body. */
  putContainer(database: string, id: string, body: string): void;
  deleteContainer(key: number): void;
}

const bodyRow = z.object({ body: z.string() });
const containerRow = z.object({ key: z.number(), body: z.string() });

export function createResourceTable(database: DatabaseSync): ResourceTable {
  const statements = {
    listDatabases: database.prepare('SELECT body FROM databases ORDER BY id'),
    findDatabase: database.prepare('SELECT body FROM databases WHERE id = ?'),
    putDatabase: database.prepare('INSERT OR REPLACE INTO databases (id, body) VALUES (?, ?)'),
    deleteDatabase: database.prepare('DELETE FROM databases WHERE id = ?'),
    listContainers: database.prepare('SELECT key, body FROM containers WHERE database = ? ORDER BY id'),
    findContainer: database.prepare('SELECT key, body FROM containers WHERE database = ? AND id = ?'),
    putContainer: database.prepare(
      'INSERT INTO containers (database, id, body) VALUES (?, ?, ?) ON CONFLICT (database, id) DO UPDATE SET body = excluded.body',
    ),
    deleteContainer: database.prepare('DELETE FROM containers WHERE key = ?'),
    deleteItems: database.prepare('DELETE FROM items WHERE container = ?'),
  };
  return {
    listDatabases: () => statements.listDatabases.all().map((row) => bodyRow.parse(row).body),
    findDatabase: (id) => bodyRow.optional().parse(statements.findDatabase.get(id))?.body,
    putDatabase: (id, body) => void statements.putDatabase.run(id, body),
    deleteDatabase: (id) => void statements.deleteDatabase.run(id),
    listContainers: (id) => statements.listContainers.all(id).map((row) => containerRow.parse(row)),
    findContainer: (id, container) =>
      containerRow.optional().parse(statements.findContainer.get(id, container)),
    putContainer: (id, container, body) => void statements.putContainer.run(id, container, body),
    deleteContainer(key) {
      statements.deleteItems.run(key);
      statements.deleteContainer.run(key);
    },
  };
}
