import type { Database } from './open-database.ts';
import { parseInstance, type Instance, type InstanceStatus } from './instance.ts';

export interface InstanceFilter {
  readonly statuses?: readonly InstanceStatus[];
  readonly idPrefix?: string;
  readonly createdFromMs?: number;
  readonly createdToMs?: number;
  /** Ids from this one on, this one included. */
  readonly fromId?: string;
  readonly limit?: number;
}

export interface InstanceTable {
  readonly find: (instanceId: string) => Instance | undefined;
  /** In the order of their ids. */
  readonly list: (filter: InstanceFilter) => Instance[];
  readonly freshIds: () => string[];
  readonly put: (instance: Instance) => void;
  readonly delete: (instanceId: string) => void;
}

export function createInstanceTable({ sql }: Database): InstanceTable {
  const find = sql.prepare('SELECT * FROM instances WHERE id = ?');
  const fresh = sql.prepare('SELECT id FROM instances WHERE is_fresh = 1');
  const remove = sql.prepare('DELETE FROM instances WHERE id = ?');
  const put = sql.prepare(
    `INSERT OR REPLACE INTO instances (id, execution_id, name, version, input, generation, parent, status, output,
       custom_status, created_ms, updated_ms, is_fresh) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  return {
    find(instanceId) {
      const row = find.get(instanceId);
      return row === undefined ? undefined : parseInstance(row);
    },
    list(filter) {
      const { where, values } = toWhere(filter);
      return sql
        .prepare(`SELECT * FROM instances ${where} ORDER BY id LIMIT ?`)
        .all(...values, filter.limit ?? -1)
        .map(parseInstance);
    },
    freshIds: () => fresh.all().map((row) => String(row.id)),
    put: (instance) => void put.run(...toRow(instance)),
    delete: (instanceId) => void remove.run(instanceId),
  };
}

function toRow(instance: Instance): (string | number | null)[] {
  return [
    instance.instanceId,
    instance.executionId,
    instance.name,
    instance.version,
    instance.input,
    instance.generation,
    instance.parent === null ? null : JSON.stringify(instance.parent),
    instance.status,
    instance.output,
    instance.customStatus,
    instance.createdMs,
    instance.updatedMs,
    instance.isFresh ? 1 : 0,
  ];
}

function toWhere(filter: InstanceFilter): { where: string; values: (string | number)[] } {
  const { statuses = [], idPrefix, createdFromMs, createdToMs, fromId } = filter;
  const conditions: [string, (string | number)[]][] = [];
  if (statuses.length > 0)
    conditions.push([`status IN (${statuses.map(() => '?').join(', ')})`, [...statuses]]);
  if (idPrefix !== undefined)
    conditions.push(['substr(id, 1, ?) = ?', [Array.from(idPrefix).length, idPrefix]]);
  if (createdFromMs !== undefined) conditions.push(['created_ms >= ?', [createdFromMs]]);
  if (createdToMs !== undefined) conditions.push(['created_ms <= ?', [createdToMs]]);
  if (fromId !== undefined) conditions.push(['id >= ?', [fromId]]);
  if (conditions.length === 0) return { where: '', values: [] };
  return {
    where: `WHERE ${conditions.map(([text]) => text).join(' AND ')}`,
    values: conditions.flatMap(([, values]) => values),
  };
}
