import type { HistoryEvent } from '../events/history-event.ts';
import type { OrchestratorState } from '../wire/orchestrator-state.ts';
import { parseTicks, type Ticks } from '../wire/ticks.ts';
import type { Decision } from './decision.ts';
import { applyEvent } from './apply-event.ts';
import { createExternalEvents } from './external-events.ts';
import { NonDeterminismError } from './non-determinism.ts';
import { createRacedTasks, RepeatedWaitError } from './raced-tasks.ts';
import { startAction, type ReplayScope } from './start-actions.ts';
import { createTaskTable } from './task-table.ts';

/** What the orchestrator function answered in this turn, or why it could not be asked. */
export type OrchestratorAnswer =
  | { readonly state: OrchestratorState }
  | { readonly failure: { readonly reason: string; readonly details: string } };

export type Turn = {
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
};

type Ending =
  | { readonly kind: 'completed'; readonly output: unknown }
  | { readonly kind: 'failed'; readonly reason: string; readonly details: string };

export type Replay = {
  readonly scope: ReplayScope;
  /** Runs the orchestrator's actions; called for the event that starts the execution. */
  begin(): void;
  terminate(reason: string): void;
  raise(event: HistoryEvent): void;
  setTime(timestamp: string): void;
};

/**
 * Finds out what a turn decides: runs the orchestrator's actions against the whole history, as the Durable Task
 * Framework does, and answers what the history does not have yet, in the order of its numbers.
 */
export function replayTurn(turn: Turn): Decision[] {
  const tasks = createTaskTable();
  const externalEvents = createExternalEvents();
  const carriedOver: HistoryEvent[] = [];
  let time = '1970-01-01T00:00:00Z';
  let ending: Ending | undefined;
  let next: { readonly input: unknown } | undefined;
  let isTerminated = false;

  const scope: ReplayScope = {
    instanceId: turn.orchestration.instanceId,
    parentInstanceId: turn.orchestration.parentInstanceId,
    tasks,
    externalEvents,
    raced: createRacedTasks(turn.orchestration.name),
    knowsActivity: turn.knowsActivity,
    knowsOrchestrator: turn.knowsOrchestrator,
    now: (): Ticks => parseTicks(time),
    childInstanceId: (given) =>
      given?.trim() ? given : `${turn.orchestration.executionId}:${tasks.peekNumber()}`,
    continueAsNew: (input) => (next = { input }),
  };
  const replay: Replay = {
    scope,
    begin: () => runAnswer(turn, scope, (how) => (ending = how)),
    terminate(reason) {
      if (isTerminated) return;
      isTerminated = true;
      tasks.decide(toCompletion(tasks.takeNumber(), 'Terminated', { result: reason }));
    },
    raise: (event) => void (next === undefined ? externalEvents.raise(event) : carriedOver.push(event)),
    setTime: (timestamp) => (time = timestamp),
  };
  const apply = applyEvent(replay);
  try {
    for (const event of turn.events) apply(event);
    if (!tasks.hasOpenTasks() && ending !== undefined && !isTerminated) {
      const carryOver = [...externalEvents.untaken(), ...carriedOver];
      tasks.decide(toEndDecision(tasks.takeNumber(), ending, next && { ...next, carryOver }));
    }
  } catch (error) {
    if (!isRefusal(error)) throw error;
    tasks.decide(
      toCompletion(tasks.takeNumber(), 'Failed', { result: error.message, details: error.message }),
    );
  }
  return tasks.decisions();
}

const isRefusal = (error: unknown): error is Error =>
  error instanceof NonDeterminismError || error instanceof RepeatedWaitError;

function runAnswer(turn: Turn, scope: ReplayScope, end: (how: Ending) => void): void {
  const { answer } = turn;
  if ('failure' in answer) return end({ kind: 'failed', ...answer.failure });
  const { actions, error, isDone, output } = answer.state;
  let at = 0;
  const step = (): void => {
    for (let action = actions[at++]; action !== undefined; action = actions[at++]) {
      const wait = startAction(action, scope);
      if (!wait.isSettled) return wait.then(step);
    }
    if (error) end({ kind: 'failed', ...toFailure(turn.orchestration.name, error) });
    else if (isDone) end({ kind: 'completed', output });
  };
  step();
}

// The last frames of the host's own stack, which it appends to the details.
const hostStack = `   at System.Threading.Tasks.Task.ThrowIfExceptional(Boolean includeTaskCanceledExceptions)
   at Microsoft.Azure.WebJobs.Extensions.DurableTask.TaskOrchestrationShim.InvokeUserCodeAndHandleResults(RegisteredFunctionInfo orchestratorInfo, OrchestrationContext innerContext) in /_/src/WebJobs.Extensions.DurableTask/Listener/TaskOrchestrationShim.cs:line 148`;

const toFailure = (name: string, error: string): { reason: string; details: string } => ({
  reason: `Orchestrator function '${name}' failed: ${error}`,
  details: `Message: ${error}, StackTrace: ${hostStack}`,
});

function toEndDecision(
  id: number,
  ending: Ending,
  next: { readonly input: unknown; readonly carryOver: readonly HistoryEvent[] } | undefined,
): Decision {
  if (ending.kind === 'failed')
    return toCompletion(id, 'Failed', { result: ending.reason, details: ending.details });
  if (next !== undefined) return { kind: 'continueAsNew', id, ...next };
  const result = ending.output === undefined || ending.output === null ? null : JSON.stringify(ending.output);
  return toCompletion(id, 'Completed', { result });
}

const toCompletion = (
  id: number,
  status: 'Completed' | 'Failed' | 'Terminated',
  { result, details = null }: { result: string | null; details?: string | null },
): Decision => ({ kind: 'complete', id, status, result, details });
