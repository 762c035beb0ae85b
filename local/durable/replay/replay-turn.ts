import type { HistoryEvent } from '../events/history-event.ts';
import { applyEvent } from './apply-event.ts';
import type { Decision } from './decision.ts';
import { createReplay } from './create-replay.ts';
import { toCompletion, toEndDecision } from './end-decision.ts';
import { NonDeterminismError } from './non-determinism.ts';
import type { OrchestratorAnswer } from './orchestrator-answer.ts';
import { RepeatedWaitError } from './raced-tasks.ts';

export interface Turn {
  readonly orchestration: {
    readonly name: string;
    readonly instanceId: string;
    readonly executionId: string;
    readonly parentInstanceId: string | null;
  };
  /** The whole history of this generation, with what this turn delivers. */
  readonly events: readonly HistoryEvent[];
  readonly answer: OrchestratorAnswer;
  readonly knowsActivity: (name: string) => boolean;
  readonly knowsOrchestrator: (name: string) => boolean;
}

/**
 * Finds out what a turn decides: runs the orchestrator's actions against the whole history, as the Durable Task
 * Framework does, and answers what the history does not have yet, in the order of its numbers.
 */
export function replayTurn(turn: Turn): Decision[] {
  const replay = createReplay(turn);
  const { tasks } = replay.scope;
  const apply = applyEvent(replay);
  try {
    for (const event of turn.events) apply(event);
    const ending = replay.ending();
    // An orchestration ends when none of its tasks is running any more, even if nobody waits for them.
    if (ending !== undefined && !tasks.hasOpenTasks())
      tasks.decide(toEndDecision(tasks.takeNumber(), ending));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const failure = { result: error.message, details: error.message };
    tasks.decide(toCompletion(tasks.takeNumber(), 'Failed', failure));
  }
  return tasks.decisions();
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof NonDeterminismError || error instanceof RepeatedWaitError;
