import { z } from 'zod';
import { EventType, eventTypeName } from '../events/event-type.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { parseOrText } from './status-document.ts';

const fields = z.record(z.string(), z.unknown());

type Fields = z.infer<typeof fields>;

/**
 * A history as the management API shows it: without the turns themselves, with what scheduled a task folded into its
 * result, and results only where they are asked for.
 */
export function toHistoryDocument(
  history: readonly HistoryEvent[],
  options: { readonly showOutput: boolean },
): object[] {
  const ended = new Set(history.filter(endsTask).map(({ taskId }) => taskId));
  const scheduled = new Map(history.filter(schedulesTask).map((event) => [event.eventId, event]));
  return history
    .filter((event) => !hidden.has(event.type) && !(schedulesTask(event) && ended.has(event.eventId)))
    .map((event) => toDocument(event, scheduled.get(event.taskId), options.showOutput));
}

const hidden = new Set<number>([EventType.OrchestratorStarted, EventType.OrchestratorCompleted]);

const schedulers = new Set<number>([EventType.TaskScheduled, EventType.SubOrchestrationInstanceCreated]);

const enders = new Set<number>([
  EventType.TaskCompleted,
  EventType.TaskFailed,
  EventType.SubOrchestrationInstanceCompleted,
  EventType.SubOrchestrationInstanceFailed,
]);

const schedulesTask = ({ type }: HistoryEvent): boolean => schedulers.has(type);

const endsTask = ({ type }: HistoryEvent): boolean => enders.has(type);

const omitted = new Set([
  'OrchestrationInstance',
  'ParentInstance',
  'Version',
  'EventId',
  'IsPlayed',
  'TaskScheduledId',
  'TimerId',
]);

function toDocument(event: HistoryEvent, scheduled: HistoryEvent | undefined, showOutput: boolean): Fields {
  const all = fields.parse(JSON.parse(event.json));
  const kept = Object.entries(all).filter(([name]) => !omitted.has(name));
  const document: Fields = { ...Object.fromEntries(kept), EventType: eventTypeName(event.type) };
  if ('Result' in document) {
    if (showOutput) document.Result = parseResult(document.Result);
    else delete document.Result;
  }
  return { ...withoutOrigin(document, event), ...toOrigin(event, scheduled) };
}

const parseResult = (value: unknown): unknown => (typeof value === 'string' ? parseOrText(value) : value);

// The start of an execution shows its function's name at its end; its tags are not shown.
function withoutOrigin(document: Fields, event: HistoryEvent): Fields {
  if (event.type !== EventType.ExecutionStarted) return document;
  const shown = Object.entries(document).filter(([name]) => name !== 'Name' && name !== 'Tags');
  return { ...Object.fromEntries(shown), FunctionName: event.name };
}

function toOrigin(event: HistoryEvent, scheduled: HistoryEvent | undefined): Fields {
  if (!endsTask(event) || scheduled === undefined) return {};
  const ScheduledTime = scheduled.timestamp.replace(/Z$/, '+00:00');
  return { ScheduledTime, FunctionName: scheduled.name, Input: null };
}
