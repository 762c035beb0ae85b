import type { HistoryEvent } from '../events/history-event.ts';
import { parseTicks } from '../wire/ticks.ts';
import { toCompletion, type Ending } from './end-decision.ts';
import { createExternalEvents } from './external-events.ts';
import { createRacedTasks } from './raced-tasks.ts';
import type { Turn } from './replay-turn.ts';
import { runAnswer, type AnswerEnd } from './run-answer.ts';
import type { ReplayScope } from './start-actions.ts';
import { createTaskTable } from './task-table.ts';

/** The state of one replay, as the history's events change it. */
export interface Replay {
  readonly scope: ReplayScope;
  /** Runs the orchestrator's actions; called for the event that starts the execution. */
  readonly begin: () => void;
  readonly terminate: (reason: string) => void;
  readonly raise: (event: HistoryEvent) => void;
  readonly setTime: (timestamp: string) => void;
  /** How the orchestration ends, where it does and was not terminated before. */
  readonly ending: () => Ending | undefined;
}

export function createReplay(turn: Turn): Replay {
  const scope = createScope(turn);
  let end: AnswerEnd | undefined;
  let isTerminated = false;
  return {
    scope,
    begin: () => {
      runAnswer(turn, scope, (how) => (end = how));
    },
    terminate: (reason) => {
      if (isTerminated) return;
      isTerminated = true;
      scope.tasks.decide(toCompletion(scope.tasks.takeNumber(), 'Terminated', { result: reason }));
    },
    raise: (event) => {
      if (scope.next() === undefined) scope.externalEvents.raise(event);
      else scope.externalEvents.keep(event);
    },
    setTime: scope.setTime,
    ending: () => (end === undefined || isTerminated ? undefined : toEnding(end, scope)),
  };
}

// Continuing as new comes before an output, not before a failure. Events that nobody took go along.
function toEnding(end: AnswerEnd, { next, externalEvents }: ReplayScope): Ending {
  const continued = next();
  if (end.kind === 'failed' || continued === undefined) return end;
  return { kind: 'continued', input: continued.input, carryOver: externalEvents.untaken() };
}

function createScope(turn: Turn): ReplayScope {
  const { instanceId, executionId, parentInstanceId, name } = turn.orchestration;
  const tasks = createTaskTable();
  let time = '1970-01-01T00:00:00Z';
  let next: { readonly input: unknown } | undefined;
  return {
    instanceId,
    parentInstanceId,
    tasks,
    externalEvents: createExternalEvents(),
    raced: createRacedTasks(name),
    knowsActivity: turn.knowsActivity,
    knowsOrchestrator: turn.knowsOrchestrator,
    now: () => parseTicks(time),
    setTime: (timestamp) => (time = timestamp),
    childInstanceId: (given) => (given?.trim() ? given : `${executionId}:${tasks.peekNumber()}`),
    next: () => next,
    continueAsNew: (input) => (next = { input }),
  };
}
