import { subOrchestrationCompleted, subOrchestrationFailed } from '../events/task-events.ts';
import { executionStarted, orchestratorCompleted, orchestratorStarted } from '../events/lifecycle-events.ts';
import type { EndDecision } from '../replay/decision.ts';
import type { Instance } from '../store/instance.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';
import type { TurnContext } from './turn-context.ts';

type Completion = Extract<EndDecision, { kind: 'complete' }>;
type Continuation = Extract<EndDecision, { kind: 'continueAsNew' }>;

/** Tells a finished sub-orchestration's parent; answers its id. */
export function notifyParent(
  completion: Completion,
  { parent }: Instance,
  { store, clock }: Pick<TurnContext, 'store' | 'clock'>,
): string | undefined {
  if (parent === null) return undefined;
  const now = clock();
  const timestamp = formatTicks(now);
  const event =
    completion.status === 'Completed'
      ? subOrchestrationCompleted(parent.taskId, completion.result, timestamp)
      : subOrchestrationFailed(
          parent.taskId,
          { reason: completion.result, details: completion.details },
          timestamp,
        );
  const { instanceId, executionId } = parent;
  store.messages.send({ instanceId, executionId, dueMs: ticksToMs(now), event });
  return instanceId;
}

/** Begins the next generation with a history of its own; its first turn delivers all of that. */
export function continueAsNew(
  continuation: Continuation,
  instance: Instance,
  { store, cache, clock, newExecutionId }: Pick<TurnContext, 'store' | 'cache' | 'clock' | 'newExecutionId'>,
): void {
  const { instanceId } = instance;
  const { input } = continuation;
  const startedAt = clock();
  const next: Instance = {
    ...instance,
    executionId: newExecutionId('framework', instanceId),
    input: input === undefined || input === null ? null : JSON.stringify(input),
    generation: null,
    status: 'Running',
    createdMs: ticksToMs(startedAt),
    updatedMs: ticksToMs(startedAt),
    isFresh: true,
  };
  cache.forget(instanceId);
  store.history.delete(instanceId);
  store.history.append(instanceId, 0, [
    orchestratorStarted(formatTicks(clock())),
    executionStarted(next, formatTicks(startedAt)),
    ...continuation.carryOver,
    orchestratorCompleted(formatTicks(clock()), true),
  ]);
  store.instances.put(next);
}
