import { z } from 'zod';
import type { HistoryEvent } from './history-event.ts';

const event = z.union([z.object({ Reason: z.string() }), z.object({ Input: z.string() })]);

/** Why an orchestration was suspended, resumed or terminated. */
export function readReason({ json }: HistoryEvent): string {
  const found = event.parse(JSON.parse(json));
  return 'Reason' in found ? found.Reason : found.Input;
}
