import type { HistoryEvent } from '../events/history-event.ts';
import { subOrchestrationCreated, taskScheduled, timerCreated, timerFired } from '../events/task-events.ts';
import type { TaskDecision } from '../replay/decision.ts';
import { isFinished, type Instance } from '../store/instance.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';
import { startExecution } from './start-execution.ts';
import type { TurnContext } from './turn-context.ts';

interface Committed {
  readonly event: HistoryEvent;
  readonly activityId?: number;
  readonly childId?: string;
}

/** Makes the engine do what an orchestration decided, and answers the event that says so. */
export function commitTask(decision: TaskDecision, instance: Instance, context: TurnContext): Committed {
  switch (decision.kind) {
    case 'activity':
      return commitActivity(decision, instance, context);
    case 'timer':
      return commitTimer(decision, instance, context);
    case 'subOrchestration':
      return commitSubOrchestration(decision, instance, context);
    default:
      return decision satisfies never;
  }
}

type Decided<Kind extends TaskDecision['kind']> = Extract<TaskDecision, { kind: Kind }>;

function commitActivity(
  decision: Decided<'activity'>,
  instance: Instance,
  { store, clock }: TurnContext,
): Committed {
  const { instanceId, executionId } = instance;
  const { id: taskId, name } = decision;
  const activityId = store.activities.add({
    instanceId,
    executionId,
    taskId,
    name,
    input: toJson(decision.input),
  });
  return { event: taskScheduled(taskId, name, formatTicks(clock())), activityId };
}

function commitTimer(
  decision: Decided<'timer'>,
  instance: Instance,
  { store, clock }: TurnContext,
): Committed {
  const fireAt = formatTicks(decision.fireAt);
  const created = timerCreated(decision.id, fireAt, formatTicks(clock()));
  store.messages.send({
    instanceId: instance.instanceId,
    executionId: instance.executionId,
    dueMs: ticksToMs(decision.fireAt),
    event: timerFired(decision.id, fireAt, formatTicks(clock())),
  });
  return { event: created };
}

function commitSubOrchestration(
  decision: Decided<'subOrchestration'>,
  parent: Instance,
  { store, settings, clock, newExecutionId, log }: TurnContext,
): Committed {
  const { id: taskId, name, instanceId } = decision;
  const version = settings.defaultVersion;
  const event = subOrchestrationCreated(taskId, { name, instanceId, version }, formatTicks(clock()));
  const existing = store.instances.find(instanceId);
  if (existing !== undefined && !isFinished(existing.status)) {
    log(`Sub-orchestration "${instanceId}" runs already: not started again by "${parent.instanceId}"`);
    return { event };
  }
  const { executionId, name: parentName, version: parentVersion } = parent;
  startExecution(
    {
      instanceId,
      executionId: newExecutionId('framework', instanceId),
      name,
      version,
      input: toJson(decision.input),
      generation: null,
      parent: {
        name: parentName,
        instanceId: parent.instanceId,
        executionId,
        taskId,
        version: parentVersion,
      },
    },
    store,
    clock(),
  );
  return { event, childId: instanceId };
}

const toJson = (input: unknown): string | null =>
  input === undefined || input === null ? null : JSON.stringify(input);
