import { z } from 'zod';
import type { HistoryEvent } from '../events/history-event.ts';

const row = z.object({
  type: z.number(),
  event_id: z.number(),
  task_id: z.number(),
  name: z.string().nullable(),
  timestamp: z.string(),
  json: z.string(),
});

export const eventColumns = 'type, event_id, task_id, name, timestamp, json';

export function parseEvent(value: unknown): HistoryEvent {
  const { event_id: eventId, task_id: taskId, ...rest } = row.parse(value);
  return { eventId, taskId, ...rest };
}

export const toEventValues = (event: HistoryEvent): (string | number | null)[] => [
  event.type,
  event.eventId,
  event.taskId,
  event.name,
  event.timestamp,
  event.json,
];
