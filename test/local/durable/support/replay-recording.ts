import { createInstanceClient, type InstanceClient } from '../../../../local/durable/api/instance-client.ts';
import { toHistoryDocument } from '../../../../local/durable/api/history-document.ts';
import { toStatusDocument } from '../../../../local/durable/api/status-document.ts';
import { createAppFunctions } from '../../../../local/durable/app-functions.ts';
import { parseDurableSettings } from '../../../../local/durable/durable-settings.ts';
import { openStore, type Store } from '../../../../local/durable/store/open-store.ts';
import { createHistoryCache } from '../../../../local/durable/turn/history-cache.ts';
import { runActivity } from '../../../../local/durable/turn/run-activity.ts';
import { runTurn } from '../../../../local/durable/turn/run-turn.ts';
import type { TurnContext } from '../../../../local/durable/turn/turn-context.ts';
import { parseTicks, ticksToMs, type Ticks } from '../../../../local/durable/wire/ticks.ts';
import type { FunctionMetadata, InvocationInput, Invoker } from '../../../../local/functions-host/invoker.ts';
import { InvocationFailedError } from '../../../../local/functions-host/invoker.ts';
import type { RecordedEvent, RecordedInvocation, Recording } from './recording.ts';

export interface Exchange {
  readonly function: string;
  readonly sent: InvocationInput;
  readonly recorded: RecordedInvocation;
}

export interface ReplayResult {
  readonly exchanges: readonly Exchange[];
  readonly status: object;
  readonly history: object[];
}

/**
 * Drives the engine through a recording: delivers to each turn what the real host delivered to it, lets the app answer
 * what it answered, and collects what the engine sent.
 */
export async function replayRecording(
  recording: Recording,
  functions: Readonly<Record<string, string>>,
): Promise<ReplayResult> {
  const store = openStore(undefined);
  const script = createScript(recording);
  const clock = createScriptedClock();
  const context: TurnContext = {
    store,
    cache: createHistoryCache(store.history),
    invoker: { functions: toMetadata(functions, recording), invoke: script.invoke },
    functions: createAppFunctions({ functions: toMetadata(functions, recording) }),
    settings: parseDurableSettings({}),
    clock: clock.tick,
    nowMs: clock.nowMs,
    newExecutionId: script.nextExecutionId,
    log: () => undefined,
  };
  const client = createInstanceClient(context, () => undefined);
  const { orchestrator: name, instanceId, startBody } = recording;
  for (let generation = 0; generation < toGeneration(recording); generation++) {
    client.start({ name, instanceId, input: null });
    finish(instanceId, store);
  }
  script.begin();
  client.start({ name, instanceId, input: startBody });
  for (const turn of recording.invocations) {
    if (turn.payload === undefined) continue;
    const delivered = toDelivered(turn.payload.history);
    clock.setTo(turn.payload.history);
    for (const event of delivered) await deliver(event, turn.payload.instanceId, { context, client, script });
    clock.setTo(turn.payload.history);
    script.expect(turn);
    await runTurn(turn.payload.instanceId, context, new AbortController().signal);
  }
  if (recording.invocations.length === 0) await runTurn(instanceId, context, new AbortController().signal);
  const status = client.find(instanceId);
  const history = toHistoryDocument(client.history(instanceId), { showOutput: true });
  store.close();
  if (status === undefined) throw new Error(`No instance "${instanceId}"`);
  return { exchanges: script.exchanges, status: toStatusDocument(status, { showInput: true }), history };
}

/** How many executions had the instance's id before. */
function toGeneration(recording: Recording): number {
  const started = recording.invocations[0]?.payload?.history.find(({ EventType }) => EventType === 0);
  return Number(started?.Generation ?? 0);
}

function finish(instanceId: string, store: Store): void {
  const instance = store.instances.find(instanceId);
  if (instance !== undefined) store.instances.put({ ...instance, status: 'Completed' });
}

/** What the turn of a history delivered: everything after its last start. */
function toDelivered(history: readonly RecordedEvent[]): RecordedEvent[] {
  const start = history.findLastIndex(({ EventType }) => EventType === 12);
  return history.slice(start + 1);
}

interface Delivery {
  readonly context: TurnContext;
  readonly client: InstanceClient;
  readonly script: Script;
}

async function deliver(
  event: RecordedEvent,
  instanceId: string,
  { context, client, script }: Delivery,
): Promise<void> {
  const text = (field: string): string => toText(event[field]);
  switch (event.EventType) {
    case 3:
      return void client.terminate(instanceId, text('Input'));
    case 5:
    case 6: {
      script.expectActivity(instanceId, event);
      const activityId = findActivity(context.store, instanceId, Number(event.TaskScheduledId));
      await runActivity(activityId, context, new AbortController().signal);
      return;
    }
    case 15:
      return void client.raiseEvent(instanceId, { name: text('Name'), input: text('Input') });
    case 17: {
      client.rewind(instanceId, text('Data'));
      return;
    }
    case 19:
      return void client.suspend(instanceId, text('Reason'));
    case 20:
      return void client.resume(instanceId, text('Reason'));
    default:
      // Starts, ends of sub-orchestrations and timers are on their way already.
      return;
  }
}

const toText = (value: unknown): string => (typeof value === 'string' ? value : '');

function findActivity(store: Store, instanceId: string, taskId: number): number {
  const found = store.activities.ids().find((id) => {
    const activity = store.activities.find(id);
    return activity?.instanceId === instanceId && activity.taskId === taskId;
  });
  if (found === undefined) throw new Error(`Activity ${taskId} of "${instanceId}" was not scheduled`);
  return found;
}

interface Script {
  readonly exchanges: Exchange[];
  readonly invoke: Invoker['invoke'];
  /** From here on executions have the recorded ids. */
  begin(): void;
  readonly nextExecutionId: (startedBy: string, instanceId: string) => string;
  /** The next invocation is this one. */
  expect(recorded: RecordedInvocation): void;
  expectActivity(instanceId: string, result: RecordedEvent): void;
}

function createScript(recording: Recording): Script {
  const executionIds = collectExecutionIds(recording);
  const activities = recording.invocations.filter(({ type }) => type === 'activity');
  const exchanges: Exchange[] = [];
  let expected: RecordedInvocation | undefined;
  let remoteStack = '';
  let hasBegun = false;
  return {
    exchanges,
    begin: () => (hasBegun = true),
    nextExecutionId: (_startedBy, instanceId) =>
      (hasBegun ? executionIds.get(instanceId)?.shift() : undefined) ?? 'not recorded',
    expect: (recorded) => (expected = recorded),
    expectActivity(instanceId, result) {
      remoteStack = toRemoteStack(result);
      const at = activities.findIndex((one) => isResultOf(one, instanceId, result));
      expected = activities.splice(at < 0 ? 0 : at, 1)[0];
    },
    invoke(name, sent) {
      const recorded = expected;
      if (recorded === undefined) throw new Error(`Nothing recorded for "${name}"`);
      expected = undefined;
      exchanges.push({ function: name, sent, recorded });
      if (recorded.threw === undefined) {
        return Promise.resolve({ outputData: [], returnValue: fromRecorded(recorded.returnValue) });
      }
      const { message, stack } = toThrown(recorded.threw, remoteStack);
      return Promise.reject(new InvocationFailedError({ name: 'Error', message, stack }));
    },
  };
}

// The first invocation, of those that ran for this instance, whose outcome fits the event.
function isResultOf(one: RecordedInvocation, instanceId: string, event: RecordedEvent): boolean {
  const sameInstance = one.triggerMetadata.instanceId?.string === instanceId;
  const failed = event.EventType === 6;
  if (!sameInstance || failed !== (one.threw !== undefined)) return false;
  if (failed) return String(event.Reason).includes(`'${one.function}'`);
  return toComparable(one.returnValue) === toComparableResult(event.Result);
}

const toComparable = (data: RecordedInvocation['returnValue']): string => {
  const value = data?.string ?? data?.int ?? data?.double;
  if (value !== undefined) return JSON.stringify(value);
  return typeof data?.json === 'string' ? JSON.stringify(JSON.parse(data.json)) : 'null';
};

const toComparableResult = (result: unknown): string =>
  typeof result === 'string' ? JSON.stringify(JSON.parse(result)) : 'null';

function toRemoteStack(event: RecordedEvent): string {
  if (typeof event.Details !== 'string') return '';
  const details = JSON.parse(event.Details) as {
    InnerException: { RemoteStackTrace: string; RemoteMessage: string };
  };
  return JSON.stringify(details.InnerException);
}

function toThrown(message: string, inner: string): { message: string; stack: string } {
  if (message.includes('$OutOfProcData$') || inner === '') return { message, stack: '' };
  const { RemoteStackTrace: stack, RemoteMessage } = JSON.parse(inner) as Record<string, string>;
  return { message: RemoteMessage ?? message, stack: stack ?? '' };
}

function fromRecorded(data: RecordedInvocation['returnValue']): object | null {
  const bytes = data?.bytes;
  if (typeof bytes !== 'object' || bytes === null) return data ?? null;
  return { bytes: Buffer.from(String((bytes as Record<string, unknown>).$bytes), 'base64') };
}

function collectExecutionIds(recording: Recording): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { payload } of recording.invocations) {
    const started = payload?.history.find(({ EventType }) => EventType === 0);
    const instance = started?.OrchestrationInstance as
      { InstanceId: string; ExecutionId: string } | undefined;
    if (instance === undefined) continue;
    const known = ids.get(instance.InstanceId) ?? [];
    if (!known.includes(instance.ExecutionId)) ids.set(instance.InstanceId, [...known, instance.ExecutionId]);
  }
  return ids;
}

function createScriptedClock(): {
  tick: () => Ticks;
  nowMs: () => number;
  setTo: (history: readonly RecordedEvent[]) => void;
} {
  let now = parseTicks('2026-01-01T00:00:00Z');
  let dueMs = 0;
  return {
    tick: () => now++,
    nowMs: () => Math.max(ticksToMs(now), dueMs),
    setTo(history) {
      const start = history.findLast(({ EventType }) => EventType === 12);
      now = parseTicks(start?.Timestamp ?? '2026-01-01T00:00:00Z');
      const fired = toDelivered(history).filter(({ EventType }) => EventType === 11);
      dueMs = Math.max(0, ...fired.map(({ FireAt }) => ticksToMs(parseTicks(String(FireAt)))));
    },
  };
}

function toMetadata(functions: Readonly<Record<string, string>>, recording: Recording): FunctionMetadata[] {
  const bindingOf = new Map(recording.invocations.map((one) => [one.function, one.inputData[0]?.name ?? '']));
  return Object.entries(functions).map(([name, kind]) => {
    const binding = bindingOf.get(name) ?? 'trigger';
    return { name, bindings: { [binding]: { name: binding, type: `${kind}Trigger`, direction: 'in' } } };
  });
}
