import type { DatabaseSync } from 'node:sqlite';
import type { PartitionKeyText } from './partition-key.ts';

export interface ItemRow {
  readonly partition: PartitionKeyText;
  readonly id: string;
  /** The document with its system properties, as JSON. */
  readonly body: string;
  readonly rid: string;
  readonly etag: string;
  readonly lsn: number;
}

/** Where a scan goes on: after the item with this partition key and id. */
export interface ItemPosition {
  readonly partition: PartitionKeyText;
  readonly id: string;
}

/** Rows of all containers, ordered by container, partition key and id. Expired items are never seen. */
export interface ItemTable {
  find(container: number, partition: PartitionKeyText, id: string): ItemRow | undefined;
  put(container: number, row: ItemRow, expiresMs: number | null): void;
  delete(container: number, partition: PartitionKeyText, id: string): void;
  scan(
    container: number,
    range: { readonly low: string; readonly high: string },
    after?: ItemPosition,
  ): Iterable<ItemRow>;
  /** Items written after this log sequence number, oldest change first. */
  changes(container: number, afterLsn: number, limit: number): readonly ItemRow[];
  lastLsn(): number;
  deleteExpired(): void;
}

// The columns are declared by our own schema, so its rows are read without another check.
export function createItemTable(database: DatabaseSync): ItemTable {
  const columns = 'partition, id, body, rid, etag, lsn';
  const live = '(expires IS NULL OR expires > ?)';
  const find = database.prepare(
    `SELECT ${columns} FROM items WHERE container = ? AND partition = ? AND id = ? AND ${live}`,
  );
  const put = database.prepare(
    `INSERT INTO items (container, ${columns}, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (container, partition, id) DO UPDATE
     SET body = excluded.body, rid = excluded.rid, etag = excluded.etag, lsn = excluded.lsn, expires = excluded.expires`,
  );
  const remove = database.prepare('DELETE FROM items WHERE container = ? AND partition = ? AND id = ?');
  const scanned = `SELECT ${columns} FROM items WHERE container = ? AND (partition, id) > (?, ?) AND partition < ? AND ${live} ORDER BY partition, id LIMIT ${scanRows}`;
  const scan = database.prepare(scanned);
  const changes = database.prepare(
    `SELECT ${columns} FROM items WHERE container = ? AND lsn > ? AND ${live} ORDER BY lsn LIMIT ?`,
  );
  const lastLsn = database.prepare('SELECT coalesce(max(lsn), 0) AS lsn FROM items');
  const deleteExpired = database.prepare('DELETE FROM items WHERE expires <= ?');

  const readSlice = (
    container: number,
    { low, high }: { low: string; high: string },
    after: ItemPosition | undefined,
  ): readonly ItemRow[] => {
    const { partition, id } = after ?? { partition: low, id: '' };
    return scan.all(container, partition, id, high, Date.now()) as unknown as readonly ItemRow[];
  };

  return {
    find: (container, partition, id) => find.get(container, partition, id, Date.now()) as ItemRow | undefined,
    put: (container, row, expiresMs) =>
      void put.run(container, row.partition, row.id, row.body, row.rid, row.etag, row.lsn, expiresMs),
    delete: (container, partition, id) => void remove.run(container, partition, id),
    *scan(container, range, after) {
      let rows = readSlice(container, range, after);
      while (rows.length > 0) {
        yield* rows;
        const last = rows.at(-1);
        if (rows.length < scanRows) return;
        rows = readSlice(container, range, last);
      }
    },
    changes: (container, afterLsn, limit) =>
      changes.all(container, afterLsn, Date.now(), limit) as unknown as readonly ItemRow[],
    lastLsn: () => Number(lastLsn.get()?.lsn ?? 0),
    deleteExpired: () => void deleteExpired.run(Date.now()),
  };
}

/** Rows read at once: a scan that stops early has read at most this many too many. */
const scanRows = 256;
