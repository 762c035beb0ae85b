import { ActionType, type Action } from '../wire/orchestrator-state.ts';
import { parseTicks, type Ticks } from '../wire/ticks.ts';
import type { ExternalEvents } from './external-events.ts';
import { sleepUntil } from './long-timer.ts';
import type { RacedTasks } from './raced-tasks.ts';
import { retry } from './retry.ts';
import type { TaskTable } from './task-table.ts';
import { failed, succeeded, waitForAll, waitForAny, type Wait } from './wait.ts';

export interface ReplayScope {
  readonly instanceId: string;
  readonly parentInstanceId: string | null;
  readonly tasks: TaskTable;
  readonly externalEvents: ExternalEvents;
  readonly raced: RacedTasks;
  readonly knowsActivity: (name: string) => boolean;
  readonly knowsOrchestrator: (name: string) => boolean;
  readonly now: () => Ticks;
  readonly childInstanceId: (given: string | null | undefined) => string;
  readonly setTime: (timestamp: string) => void;
  readonly continueAsNew: (input: unknown) => void;
  /** With what the orchestration continues as new, where it does. */
  readonly next: () => { readonly input: unknown } | undefined;
}

interface Call {
  readonly functionName: string;
  readonly input?: unknown;
}
type ChildCall = Call & { readonly instanceId?: string | null | undefined };

/** Starts what an action asks for and answers what to wait for before the next action. */
export function startAction(action: Action, scope: ReplayScope): Wait {
  switch (action.actionType) {
    case ActionType.CallActivity:
      return startActivity(action, scope);
    case ActionType.CallActivityWithRetry:
      return withRetry(action, scope, () => startActivity(action, scope));
    case ActionType.CallSubOrchestrator:
      return startSubOrchestration(action, scope);
    case ActionType.CallSubOrchestratorWithRetry:
      return withRetry(action, scope, () => startSubOrchestration(action, scope));
    case ActionType.ContinueAsNew:
      scope.continueAsNew(action.input);
      return succeeded;
    case ActionType.CreateTimer:
      return startTimer(action, scope);
    case ActionType.WaitForExternalEvent:
      return scope.externalEvents.waitFor(action.externalEventName);
    case ActionType.WhenAny:
    case ActionType.WhenAll:
      return startCompound(action, scope);
    default:
      return action satisfies never;
  }
}

// A function that does not exist faults its task at once, before it takes a number: the orchestration goes past it
// without ever scheduling it, and stays Running.
function startActivity(action: Call, { tasks, knowsActivity }: ReplayScope): Wait {
  if (!knowsActivity(action.functionName)) return failed;
  return tasks.start({ kind: 'activity', name: action.functionName, input: action.input });
}

function startSubOrchestration(action: ChildCall, scope: ReplayScope): Wait {
  if (!canStartChild(action, scope)) return failed;
  return scope.tasks.start({
    kind: 'subOrchestration',
    name: action.functionName,
    instanceId: scope.childInstanceId(action.instanceId),
    input: action.input,
  });
}

function canStartChild({ functionName, instanceId }: ChildCall, scope: ReplayScope): boolean {
  const id = instanceId?.toLowerCase();
  const isOwnFamily =
    id !== undefined && [scope.instanceId, scope.parentInstanceId].some((own) => own?.toLowerCase() === id);
  return scope.knowsOrchestrator(functionName) && !isOwnFamily && id?.startsWith('@') !== true;
}

function withRetry(
  action: Extract<Action, { retryOptions: unknown }>,
  scope: ReplayScope,
  attempt: () => Wait,
): Wait {
  const isActivity = action.actionType === ActionType.CallActivityWithRetry;
  const isKnown = isActivity ? scope.knowsActivity(action.functionName) : canStartChild(action, scope);
  if (!isKnown) return failed;
  const timer = (fireAt: Ticks): Wait => scope.tasks.start({ kind: 'timer', fireAt });
  return retry(action.retryOptions, { attempt, sleepUntil: timer, now: scope.now });
}

function startTimer(
  action: { readonly fireAt: string; readonly isCanceled?: boolean | undefined },
  scope: ReplayScope,
): Wait {
  const fireAt = parseTicks(action.fireAt);
  if (action.isCanceled === true) return scope.tasks.startCanceled({ kind: 'timer', fireAt });
  return sleepUntil(fireAt, {
    now: scope.now,
    timer: (at) => scope.tasks.start({ kind: 'timer', fireAt: at }),
  });
}

function startCompound(action: Extract<Action, { compoundActions: unknown }>, scope: ReplayScope): Wait {
  const children = action.compoundActions;
  scope.raced.assertFresh(children);
  const waits = children.map((child) => startAction(child, scope));
  if (action.actionType === ActionType.WhenAll) return waitForAll(waits);
  scope.raced.add(children, waits);
  return waitForAny(waits);
}
