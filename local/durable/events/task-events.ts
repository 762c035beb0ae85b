import { EventType } from './event-type.ts';
import { createEvent, type HistoryEvent } from './history-event.ts';

export const taskScheduled = (eventId: number, name: string, timestamp: string): HistoryEvent =>
  createEvent({
    type: EventType.TaskScheduled,
    eventId,
    name,
    timestamp,
    fields: { Name: name, Version: '', Input: null, ParentTraceContext: null, Tags: null },
  });

export const taskCompleted = (taskId: number, result: string | null, timestamp: string): HistoryEvent =>
  createEvent({
    type: EventType.TaskCompleted,
    taskId,
    timestamp,
    isPlayed: true,
    fields: { TaskScheduledId: taskId, Result: result },
  });

export interface TaskFailure {
  readonly reason: string | null;
  readonly details: string | null;
}

export const taskFailed = (taskId: number, failure: TaskFailure, timestamp: string): HistoryEvent =>
  failed(EventType.TaskFailed, taskId, { failure, timestamp });

export const subOrchestrationCreated = (
  eventId: number,
  child: { readonly name: string; readonly instanceId: string; readonly version: string | null },
  timestamp: string,
): HistoryEvent =>
  createEvent({
    type: EventType.SubOrchestrationInstanceCreated,
    eventId,
    name: child.name,
    timestamp,
    fields: {
      Name: child.name,
      Version: child.version,
      InstanceId: child.instanceId,
      Input: null,
      ClientSpanId: null,
      Tags: null,
    },
  });

export const subOrchestrationCompleted = (
  taskId: number,
  result: string | null,
  timestamp: string,
): HistoryEvent =>
  createEvent({
    type: EventType.SubOrchestrationInstanceCompleted,
    taskId,
    timestamp,
    isPlayed: true,
    fields: { TaskScheduledId: taskId, Result: result },
  });

export const subOrchestrationFailed = (
  taskId: number,
  failure: TaskFailure,
  timestamp: string,
): HistoryEvent => failed(EventType.SubOrchestrationInstanceFailed, taskId, { failure, timestamp });

function failed(
  type: number,
  taskId: number,
  { failure, timestamp }: { failure: TaskFailure; timestamp: string },
): HistoryEvent {
  return createEvent({
    type,
    taskId,
    timestamp,
    isPlayed: true,
    fields: {
      TaskScheduledId: taskId,
      Reason: failure.reason,
      Details: failure.details,
      FailureDetails: null,
    },
  });
}

export const timerCreated = (eventId: number, fireAt: string, timestamp: string): HistoryEvent =>
  createEvent({ type: EventType.TimerCreated, eventId, timestamp, fields: { FireAt: fireAt } });

export const timerFired = (taskId: number, fireAt: string, timestamp: string): HistoryEvent =>
  createEvent({
    type: EventType.TimerFired,
    taskId,
    timestamp,
    isPlayed: true,
    fields: { TimerId: taskId, FireAt: fireAt },
  });
