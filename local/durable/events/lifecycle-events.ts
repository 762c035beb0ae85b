import { EventType } from './event-type.ts';
import { createEvent, type HistoryEvent } from './history-event.ts';

/** Who started a sub-orchestration, and as which of its tasks. */
export interface ParentInstance {
  readonly name: string;
  readonly instanceId: string;
  readonly executionId: string;
  readonly taskId: number;
  readonly version: string | null;
}

export interface Execution {
  readonly instanceId: string;
  readonly executionId: string;
  readonly name: string;
  readonly version: string | null;
  /** JSON text. */
  readonly input: string | null;
  readonly generation: number | null;
  readonly parent: ParentInstance | null;
}

export const orchestratorStarted = (timestamp: string): HistoryEvent =>
  createEvent({ type: EventType.OrchestratorStarted, timestamp });

export const orchestratorCompleted = (timestamp: string, isPlayed = false): HistoryEvent =>
  createEvent({ type: EventType.OrchestratorCompleted, timestamp, isPlayed });

export function executionStarted(execution: Execution, timestamp: string): HistoryEvent {
  const { instanceId, executionId, name, version, input, generation } = execution;
  return createEvent({
    type: EventType.ExecutionStarted,
    name,
    timestamp,
    isPlayed: true,
    lead: { OrchestrationInstance: { InstanceId: instanceId, ExecutionId: executionId } },
    fields: {
      ParentInstance: toParentDocument(execution.parent),
      Name: name,
      Version: version,
      Input: input,
      Tags: null,
      Correlation: null,
      ParentTraceContext: null,
      ScheduledStartTime: null,
      Generation: generation,
      GenerateNewTrace: false,
    },
  });
}

function toParentDocument(parent: ParentInstance | null): object | null {
  if (parent === null) return null;
  return {
    Name: parent.name,
    OrchestrationInstance: { InstanceId: parent.instanceId, ExecutionId: parent.executionId },
    TaskScheduleId: parent.taskId,
    Version: parent.version,
  };
}

export const executionTerminated = (reason: string, timestamp: string): HistoryEvent =>
  createEvent({ type: EventType.ExecutionTerminated, timestamp, isPlayed: true, fields: { Input: reason } });

export const executionSuspended = (reason: string, timestamp: string): HistoryEvent =>
  createEvent({ type: EventType.ExecutionSuspended, timestamp, isPlayed: true, fields: { Reason: reason } });

export const executionResumed = (reason: string, timestamp: string): HistoryEvent =>
  createEvent({ type: EventType.ExecutionResumed, timestamp, isPlayed: true, fields: { Reason: reason } });

export const eventRaised = (name: string, input: string | null, timestamp: string): HistoryEvent =>
  createEvent({
    type: EventType.EventRaised,
    name,
    timestamp,
    isPlayed: true,
    fields: { Name: name, Input: input, ParentTraceContext: null },
  });

/** A rewind takes the place of what it undoes, and is delivered, as an event that replays ignore. */
export const genericEvent = (options: {
  data: string | null;
  eventId: number;
  timestamp: string;
  isPlayed: boolean;
}): HistoryEvent =>
  createEvent({
    type: EventType.GenericEvent,
    eventId: options.eventId,
    timestamp: options.timestamp,
    isPlayed: options.isPlayed,
    lead: { Data: options.data },
  });

export const executionCompleted = (options: {
  eventId: number;
  status: string;
  result: string | null;
  timestamp: string;
}): HistoryEvent =>
  createEvent({
    type: EventType.ExecutionCompleted,
    eventId: options.eventId,
    timestamp: options.timestamp,
    fields: { OrchestrationStatus: options.status, Result: options.result, FailureDetails: null },
  });
