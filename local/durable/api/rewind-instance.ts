import { z } from 'zod';
import { EventType } from '../events/event-type.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { genericEvent } from '../events/lifecycle-events.ts';
import type { TurnContext } from '../turn/turn-context.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';

interface Rewind {
  readonly reason: string;
  readonly context: TurnContext;
}

/**
 * Takes a failed orchestration back to before its failure, and its failed sub-orchestrations with it. What failed
 * becomes an event that replays ignore; the deepest instances are woken and try again. Answers which those are.
 */
export function rewindInstance(instanceId: string, rewind: Rewind): string[] {
  const { store, cache, clock } = rewind.context;
  const instance = store.instances.find(instanceId);
  if (instance === undefined) return [];
  const history = store.history.load(instanceId);
  const failures = history.filter(isFailure);
  const undone = new Set([...failures, ...failures.flatMap((failure) => findScheduled(failure, history))]);
  for (const [seq, event] of history.entries()) {
    if (undone.has(event)) store.history.replace(instanceId, seq, toIgnored(event));
  }
  cache.forget(instanceId);
  store.instances.put({ ...instance, status: 'Running', output: null, updatedMs: ticksToMs(clock()) });

  const children = failures.flatMap((failure) => findChild(failure, history));
  if (children.length > 0) return children.flatMap((child) => rewindInstance(child, rewind));
  revive(instanceId, rewind);
  return [instanceId];
}

function isFailure({ type, json }: HistoryEvent): boolean {
  if (type === EventType.TaskFailed || type === EventType.SubOrchestrationInstanceFailed) return true;
  return type === EventType.ExecutionCompleted && json.includes('"OrchestrationStatus": "Failed"');
}

// A failed activity is scheduled anew; a failed sub-orchestration stays created, and is rewound itself.
const findScheduled = (failure: HistoryEvent, history: readonly HistoryEvent[]): HistoryEvent[] =>
  failure.type !== EventType.TaskFailed
    ? []
    : history.filter(({ type, eventId }) => type === EventType.TaskScheduled && eventId === failure.taskId);

const created = z.object({ InstanceId: z.string() });

const findChild = (failure: HistoryEvent, history: readonly HistoryEvent[]): string[] =>
  failure.type !== EventType.SubOrchestrationInstanceFailed
    ? []
    : history
        .filter(
          ({ type, eventId }) =>
            type === EventType.SubOrchestrationInstanceCreated && eventId === failure.taskId,
        )
        .map(({ json }) => created.parse(JSON.parse(json)).InstanceId);

const toIgnored = ({ eventId, timestamp, json }: HistoryEvent): HistoryEvent =>
  genericEvent({ data: null, eventId, timestamp, isPlayed: json.includes('"IsPlayed": true') });

function revive(instanceId: string, { reason, context: { store, clock } }: Rewind): void {
  const now = clock();
  const event = genericEvent({ data: reason, eventId: -1, timestamp: formatTicks(now), isPlayed: true });
  store.messages.send({ instanceId, executionId: null, dueMs: ticksToMs(now), event });
}
