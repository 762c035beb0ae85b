import type { HistoryEvent } from '../events/history-event.ts';
import { eventColumns, parseEvent, toEventValues } from './event-row.ts';
import type { Database } from './open-database.ts';

/** The events of each instance's running or last generation; appended to, never rewritten but by a rewind. */
export interface HistoryTable {
  readonly load: (instanceId: string) => HistoryEvent[];
  readonly append: (instanceId: string, from: number, events: readonly HistoryEvent[]) => void;
  readonly replace: (instanceId: string, seq: number, event: HistoryEvent) => void;
  readonly delete: (instanceId: string) => void;
}

export function createHistoryTable({ sql }: Database): HistoryTable {
  const load = sql.prepare(`SELECT ${eventColumns} FROM history WHERE instance_id = ? ORDER BY seq`);
  const put = sql.prepare(
    `INSERT OR REPLACE INTO history (instance_id, seq, ${eventColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const remove = sql.prepare('DELETE FROM history WHERE instance_id = ?');
  const putAt = (instanceId: string, seq: number, event: HistoryEvent): void =>
    void put.run(instanceId, seq, ...toEventValues(event));
  return {
    load: (instanceId) => load.all(instanceId).map(parseEvent),
    append: (instanceId, from, events) => events.forEach((event, at) => putAt(instanceId, from + at, event)),
    replace: putAt,
    delete: (instanceId) => void remove.run(instanceId),
  };
}
