import type { HistoryEvent } from '../events/history-event.ts';
import type { Decision } from './decision.ts';

/** How an orchestrator's actions came to their end. */
export type Ending =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: string; readonly details: string }
  | { readonly kind: 'continued'; readonly input: unknown; readonly carryOver: readonly HistoryEvent[] };

export function toEndDecision(id: number, ending: Ending): Decision {
  switch (ending.kind) {
    case 'failed':
      return toCompletion(id, 'Failed', { result: ending.reason, details: ending.details });
    case 'continued':
      return { kind: 'continueAsNew', id, input: ending.input, carryOver: ending.carryOver };
    case 'completed':
      return toCompletion(id, 'Completed', { result: toJson(ending.output) });
    default:
      return ending satisfies never;
  }
}

export const toCompletion = (
  id: number,
  status: 'Completed' | 'Failed' | 'Terminated',
  { result, details = null }: { result: string | null; details?: string | null },
): Decision => ({ kind: 'complete', id, status, result, details });

const toJson = (output: unknown): string | null =>
  output === undefined || output === null ? null : JSON.stringify(output);
