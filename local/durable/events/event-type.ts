/** The numbers that stand for the kinds of history events on the wire. */
export const EventType = {
  ExecutionStarted: 0,
  ExecutionCompleted: 1,
  ExecutionTerminated: 3,
  TaskScheduled: 4,
  TaskCompleted: 5,
  TaskFailed: 6,
  SubOrchestrationInstanceCreated: 7,
  SubOrchestrationInstanceCompleted: 8,
  SubOrchestrationInstanceFailed: 9,
  TimerCreated: 10,
  TimerFired: 11,
  OrchestratorStarted: 12,
  OrchestratorCompleted: 13,
  EventRaised: 15,
  GenericEvent: 17,
  ExecutionSuspended: 19,
  ExecutionResumed: 20,
} as const;

export type EventType = (typeof EventType)[keyof typeof EventType];

const names = new Map<number, string>(Object.entries(EventType).map(([name, type]) => [type, name]));

/** The name of an event type, as the status document writes it. */
export const eventTypeName = (type: number): string => names.get(type) ?? String(type);
