import type { HistoryEvent } from '../events/history-event.ts';
import { toUnplayedJson } from '../events/history-event.ts';
import { orchestratorStarted } from '../events/lifecycle-events.ts';
import type { OrchestratorAnswer } from '../replay/orchestrator-answer.ts';
import { replayTurn } from '../replay/replay-turn.ts';
import { isFinished, type Instance } from '../store/instance.ts';
import type { StoredMessage } from '../store/message-table.ts';
import { eventSeparator } from '../wire/orchestrator-request.ts';
import { formatTicks } from '../wire/ticks.ts';
import { askOrchestrator } from './ask-orchestrator.ts';
import { commitTurn } from './commit-turn.ts';
import { isVersionAllowed } from './match-version.ts';
import type { TurnContext, Wakeups } from './turn-context.ts';

const nothing: Wakeups = { instanceIds: [], activityIds: [], hasTimers: false };

/**
 * Runs one turn of an orchestration: delivers every message that is due, asks the orchestrator, and writes down what
 * it decided. Throws where the invocation is lost: nothing has changed then, and the turn can be run again.
 */
export async function runTurn(
  instanceId: string,
  context: TurnContext,
  signal: AbortSignal,
): Promise<Wakeups> {
  const { store } = context;
  const instance = store.instances.find(instanceId);
  if (instance === undefined || isFinished(instance.status)) {
    store.messages.deleteAll(instanceId);
    return nothing;
  }
  if (!isAccepted(instance, context)) return nothing;
  const turn = instance.isFresh ? toFirstTurn(instance, context) : toNextTurn(instance, context);
  if (turn === undefined) return nothing;
  const answer = isVersionAllowed(instance.version, context.settings)
    ? await askOrchestrator(instance, context, { ...turn, signal })
    : versionMismatch;
  // Whoever closed the store, or purged and replaced the instance meanwhile, has the last word.
  if (signal.aborted || store.instances.find(instanceId)?.executionId !== instance.executionId)
    return nothing;
  return commit(turn, { instance, answer, context });
}

function isAccepted(instance: Instance, { settings, log }: TurnContext): boolean {
  if (settings.versionFailureStrategy === 'Fail' || isVersionAllowed(instance.version, settings)) return true;
  const version = instance.version ?? '';
  log(
    `Orchestration "${instance.instanceId}" waits: its version "${version}" is not of this app's "${settings.defaultVersion}"`,
  );
  return false;
}

const versionMismatch: OrchestratorAnswer = {
  failure: {
    reason: 'Orchestration version did not comply with Worker Versioning',
    details: 'VersionMismatch',
  },
};

interface PreparedTurn {
  readonly storedEvents: readonly HistoryEvent[];
  readonly delivered: readonly HistoryEvent[];
  readonly takenMessages: readonly number[];
  readonly historyText: string;
  readonly isReplaying: boolean;
}

// The first turn of a generation that was continued as new delivers what the generation began with, and no messages.
function toFirstTurn({ instanceId }: Instance, { store }: TurnContext): PreparedTurn {
  const storedEvents = store.history.load(instanceId);
  const historyText = storedEvents.map(({ json }) => toUnplayedJson(json)).join(eventSeparator);
  return { storedEvents, delivered: [], takenMessages: [], historyText, isReplaying: false };
}

function toNextTurn(
  instance: Instance,
  { store, cache, clock, nowMs }: TurnContext,
): PreparedTurn | undefined {
  const messages = store.messages.due(instance.instanceId, nowMs());
  const isCurrent = ({ executionId }: StoredMessage): boolean =>
    executionId === null || executionId === instance.executionId;
  const current = messages.filter(isCurrent);
  if (current.length === 0) {
    for (const { seq } of messages) store.messages.delete(seq);
    return undefined;
  }
  const history = cache.load(instance);
  const delivered = [orchestratorStarted(formatTicks(clock())), ...current.map(({ event }) => event)];
  const texts = delivered.map(({ json }) => toUnplayedJson(json));
  return {
    storedEvents: history.events,
    delivered,
    takenMessages: messages.map(({ seq }) => seq),
    historyText: [...(history.text === '' ? [] : [history.text]), ...texts].join(eventSeparator),
    isReplaying: history.events.length > 0,
  };
}

function commit(
  turn: PreparedTurn,
  { instance, answer, context }: { instance: Instance; answer: OrchestratorAnswer; context: TurnContext },
): Wakeups {
  const { functions } = context;
  const decisions = replayTurn({
    orchestration: { ...instance, parentInstanceId: instance.parent?.instanceId ?? null },
    events: [...turn.storedEvents, ...turn.delivered],
    answer,
    knowsActivity: (name) => functions.activity(name) !== undefined,
    knowsOrchestrator: (name) => functions.orchestrator(name) !== undefined,
  });
  return commitTurn(
    {
      instance,
      storedEvents: turn.storedEvents.length,
      delivered: turn.delivered,
      takenMessages: turn.takenMessages,
      decisions,
      customStatus: toCustomStatus(answer) ?? (instance.isFresh ? instance.customStatus : null),
    },
    context,
  );
}

function toCustomStatus(answer: OrchestratorAnswer): string | null {
  if (!('state' in answer)) return null;
  const { customStatus } = answer.state;
  return customStatus === undefined || customStatus === null ? null : JSON.stringify(customStatus);
}
