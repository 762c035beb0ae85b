import type { HistoryEvent } from '../events/history-event.ts';
import type { Ticks } from '../wire/ticks.ts';

/** What a turn decided to do next; `id` is its number in the orchestration. */
export type TaskDecision =
  | { readonly kind: 'activity'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly kind: 'timer'; readonly id: number; readonly fireAt: Ticks }
  | {
      readonly kind: 'subOrchestration';
      readonly id: number;
      readonly name: string;
      readonly instanceId: string;
      readonly input: unknown;
    };

export type EndDecision =
  | {
      readonly kind: 'complete';
      readonly id: number;
      readonly status: 'Completed' | 'Failed' | 'Terminated';
      readonly result: string | null;
      readonly details: string | null;
    }
  | {
      readonly kind: 'continueAsNew';
      readonly id: number;
      readonly input: unknown;
      /** Events that no one took, for the next generation. */
      readonly carryOver: readonly HistoryEvent[];
    };

export type Decision = TaskDecision | EndDecision;
