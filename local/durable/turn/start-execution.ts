import { randomUUID } from 'node:crypto';
import { executionStarted, type Execution } from '../events/lifecycle-events.ts';
import type { Store } from '../store/open-store.ts';
import { formatTicks, ticksToMs, type Ticks } from '../wire/ticks.ts';

/** Puts a new execution in the place of whatever had its id; call it inside a transaction. */
export function startExecution(execution: Execution, store: Store, now: Ticks): void {
  const { instanceId, executionId } = execution;
  const createdMs = ticksToMs(now);
  store.history.delete(instanceId);
  store.messages.deleteAll(instanceId);
  store.instances.put({
    ...execution,
    status: 'Pending',
    output: null,
    customStatus: null,
    createdMs,
    updatedMs: createdMs,
    isFresh: false,
  });
  const event = executionStarted(execution, formatTicks(now));
  store.messages.send({ instanceId, executionId, dueMs: createdMs, event });
}

/** Names the next execution of an instance. */
export type NewExecutionId = (startedBy: 'client' | 'framework', instanceId: string) => string;

/** Executions that a client starts have ids with dashes; those that the framework starts have none. */
export const randomExecutionId: NewExecutionId = (startedBy) =>
  startedBy === 'client' ? randomUUID() : randomUUID().replaceAll('-', '');
