import { randomUUID } from 'node:crypto';
import {
  eventRaised,
  executionResumed,
  executionSuspended,
  executionTerminated,
} from '../events/lifecycle-events.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { isFinished, type Instance, type InstanceStatus } from '../store/instance.ts';
import type { InstanceFilter } from '../store/instance-table.ts';
import { startExecution } from '../turn/start-execution.ts';
import type { TurnContext } from '../turn/turn-context.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';
import { rewindInstance } from './rewind-instance.ts';

export type StartResult =
  | { readonly kind: 'started'; readonly instanceId: string }
  | { readonly kind: 'inUse'; readonly status: InstanceStatus };

export type SendResult = 'sent' | 'unknown' | 'finished';

/** What a client may do with orchestrations; each call is one transaction. */
export interface InstanceClient {
  readonly start: (options: {
    name: string;
    instanceId?: string | undefined;
    input: string | null;
  }) => StartResult;
  readonly find: (instanceId: string) => Instance | undefined;
  readonly history: (instanceId: string) => HistoryEvent[];
  readonly list: (filter: InstanceFilter) => Instance[];
  readonly raiseEvent: (instanceId: string, event: { name: string; input: string | null }) => SendResult;
  readonly terminate: (instanceId: string, reason: string) => SendResult;
  readonly suspend: (instanceId: string, reason: string) => SendResult;
  readonly resume: (instanceId: string, reason: string) => SendResult;
  readonly rewind: (instanceId: string, reason: string) => void;
  readonly purge: (instanceIds: readonly string[]) => void;
}

export function createInstanceClient(
  context: TurnContext,
  wake: (instanceId: string) => void,
): InstanceClient {
  const { store, clock, cache } = context;

  const send = (instanceId: string, toEvent: (timestamp: string) => HistoryEvent): SendResult => {
    const result = store.transaction((): SendResult => {
      const instance = store.instances.find(instanceId);
      if (instance === undefined) return 'unknown';
      if (isFinished(instance.status)) return 'finished';
      const now = clock();
      const event = toEvent(formatTicks(now));
      store.messages.send({ instanceId, executionId: null, dueMs: ticksToMs(now), event });
      return 'sent';
    });
    if (result === 'sent') wake(instanceId);
    return result;
  };
  return {
    start(options) {
      const result = store.transaction(() => startInstance(options, context));
      if (result.kind === 'started') wake(result.instanceId);
      return result;
    },
    find: store.instances.find,
    history: store.history.load,
    list: store.instances.list,
    raiseEvent: (instanceId, event) => send(instanceId, (at) => eventRaised(event.name, event.input, at)),
    terminate: (instanceId, reason) => send(instanceId, (at) => executionTerminated(reason, at)),
    suspend: (instanceId, reason) => send(instanceId, (at) => executionSuspended(reason, at)),
    resume: (instanceId, reason) => send(instanceId, (at) => executionResumed(reason, at)),
    rewind(instanceId, reason) {
      const revived = store.transaction(() => rewindInstance(instanceId, { reason, context }));
      for (const id of revived) wake(id);
    },
    purge(instanceIds) {
      store.transaction(() => instanceIds.forEach((instanceId) => purge(instanceId, context)));
      instanceIds.forEach(cache.forget);
    },
  };
}

function startInstance(
  { name, instanceId = randomUUID().replaceAll('-', ''), input }: Parameters<InstanceClient['start']>[0],
  { store, clock, cache, settings, newExecutionId }: TurnContext,
): StartResult {
  const existing = store.instances.find(instanceId);
  if (existing !== undefined && !isFinished(existing.status))
    return { kind: 'inUse', status: existing.status };
  const executionId = newExecutionId('client', instanceId);
  const generation = existing === undefined ? 0 : (existing.generation ?? 0) + 1;
  cache.forget(instanceId);
  const execution = {
    instanceId,
    executionId,
    name,
    version: settings.defaultVersion,
    input,
    generation,
    parent: null,
  };
  startExecution(execution, store, clock());
  return { kind: 'started', instanceId };
}

function purge(instanceId: string, { store }: TurnContext): void {
  store.instances.delete(instanceId);
  store.history.delete(instanceId);
  store.messages.deleteAll(instanceId);
}
