import { z } from 'zod';
import type { Database } from './open-database.ts';

/** An activity to run: it stays in the table until its result is in the orchestration's inbox. */
export interface ScheduledActivity {
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly name: string;
  /** JSON text; null where none was given. */
  readonly input: string | null;
}

export interface ActivityTable {
  readonly add: (activity: ScheduledActivity) => number;
  readonly find: (id: number) => ScheduledActivity | undefined;
  readonly ids: () => number[];
  readonly delete: (id: number) => void;
}

const row = z.object({
  instance_id: z.string(),
  execution_id: z.string(),
  task_id: z.number(),
  name: z.string(),
  input: z.string().nullable(),
});

export function createActivityTable({ sql }: Database): ActivityTable {
  const add = sql.prepare(
    'INSERT INTO activities (instance_id, execution_id, task_id, name, input) VALUES (?, ?, ?, ?, ?)',
  );
  const find = sql.prepare('SELECT * FROM activities WHERE id = ?');
  const ids = sql.prepare('SELECT id FROM activities ORDER BY id');
  const remove = sql.prepare('DELETE FROM activities WHERE id = ?');
  return {
    add: ({ instanceId, executionId, taskId, name, input }) =>
      Number(add.run(instanceId, executionId, taskId, name, input).lastInsertRowid),
    find(id) {
      const found = find.get(id);
      return found === undefined ? undefined : parseActivity(found);
    },
    ids: () => ids.all().map((found) => Number(found.id)),
    delete: (id) => void remove.run(id),
  };
}

function parseActivity(value: unknown): ScheduledActivity {
  const {
    instance_id: instanceId,
    execution_id: executionId,
    task_id: taskId,
    name,
    input,
  } = row.parse(value);
  return { instanceId, executionId, taskId, name, input };
}
