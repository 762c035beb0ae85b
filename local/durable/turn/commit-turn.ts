import { EventType } from '../events/event-type.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { executionCompleted, orchestratorCompleted } from '../events/lifecycle-events.ts';
import type { Decision, EndDecision, TaskDecision } from '../replay/decision.ts';
import type { Instance, InstanceStatus } from '../store/instance.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';
import { continueAsNew, notifyParent } from './commit-end.ts';
import { commitTask } from './commit-tasks.ts';
import { readReason } from '../events/read-reason.ts';
import type { TurnContext, Wakeups } from './turn-context.ts';

export interface FinishedTurn {
  readonly instance: Instance;
  /** How many events the history has already. */
  readonly storedEvents: number;
  /** What the turn delivered: stored with what it decided. */
  readonly delivered: readonly HistoryEvent[];
  /** The messages that brought it, and stale ones. */
  readonly takenMessages: readonly number[];
  readonly decisions: readonly Decision[];
  /** JSON text. */
  readonly customStatus: string | null;
}

/** Writes down all that a turn changed, in one transaction, and answers what there is to do next. */
export function commitTurn(turn: FinishedTurn, context: TurnContext): Wakeups {
  const { store, cache, clock } = context;
  const { instance, delivered, decisions } = turn;
  const committed = store.transaction(() => {
    for (const seq of turn.takenMessages) store.messages.delete(seq);
    const tasks = decisions.filter(isTask).map((decision) => commitTask(decision, instance, context));
    const ends = decisions.filter(isEnd);
    const endEvents = ends.flatMap((end) => toEndEvents(end, formatTicks(clock())));
    const written = [...delivered, ...tasks.map(({ event }) => event), ...endEvents];
    const events = [...written, orchestratorCompleted(formatTicks(clock()))];
    store.history.append(instance.instanceId, turn.storedEvents, events);
    store.instances.put(toNextInstance(turn, ends, ticksToMs(clock())));
    return { tasks, events, wokenByEnd: ends.flatMap((end) => commitEnd(end, turn, context)) };
  });
  if (decisions.some(isEnd)) cache.forget(instance.instanceId);
  else cache.append(instance, committed.events);
  const childIds = committed.tasks.flatMap(({ childId }) => childId ?? []);
  return {
    instanceIds: [...childIds, ...committed.wokenByEnd],
    activityIds: committed.tasks.flatMap(({ activityId }) => activityId ?? []),
    hasTimers: decisions.some(({ kind }) => kind === 'timer'),
  };
}

const isEnd = (decision: Decision): decision is EndDecision =>
  decision.kind === 'complete' || decision.kind === 'continueAsNew';

const isTask = (decision: Decision): decision is TaskDecision => !isEnd(decision);

const toEndEvents = (end: EndDecision, timestamp: string): HistoryEvent[] =>
  end.kind === 'complete'
    ? [executionCompleted({ eventId: end.id, status: end.status, result: end.result, timestamp })]
    : [];

function commitEnd(end: EndDecision, turn: FinishedTurn, context: TurnContext): string[] {
  if (end.kind === 'continueAsNew') {
    continueAsNew(end, { ...turn.instance, customStatus: turn.customStatus }, context);
    return [turn.instance.instanceId];
  }
  const parentId = notifyParent(end, turn.instance, context);
  return parentId === undefined ? [] : [parentId];
}

interface StatusChange {
  readonly status: InstanceStatus;
  readonly output?: string | null;
}

function toNextInstance(turn: FinishedTurn, ends: readonly EndDecision[], updatedMs: number): Instance {
  const changes = [...turn.delivered.flatMap(toStatusChange), ...ends.flatMap(toEndChange)];
  const changed = changes.reduce<Instance>((instance, change) => ({ ...instance, ...change }), turn.instance);
  return { ...changed, customStatus: turn.customStatus, updatedMs, isFresh: false };
}

function toStatusChange(event: HistoryEvent): StatusChange[] {
  switch (event.type) {
    case EventType.ExecutionStarted:
      return [{ status: 'Running' }];
    case EventType.ExecutionSuspended:
      return [{ status: 'Suspended', output: readReason(event) }];
    case EventType.ExecutionResumed:
      return [{ status: 'Running', output: readReason(event) }];
    default:
      return [];
  }
}

const toEndChange = (end: EndDecision): StatusChange[] =>
  end.kind === 'complete' ? [{ status: end.status, output: end.result }] : [];
