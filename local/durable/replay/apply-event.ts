import { EventType } from '../events/event-type.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { readReason } from '../events/read-reason.ts';
import type { Replay } from './replay-turn.ts';

/**
 * Applies events to a replay, in order. While an orchestration is suspended, everything but its end and its resumption
 * waits, and what it had decided is set aside.
 */
export function applyEvent(replay: Replay): (event: HistoryEvent) => void {
  const waiting: HistoryEvent[] = [];
  let isSuspended = false;

  const apply = (event: HistoryEvent): void => {
    const goesThrough =
      event.type === EventType.ExecutionResumed || event.type === EventType.ExecutionTerminated;
    if (event.type === EventType.OrchestratorStarted) replay.setTime(event.timestamp);
    else if (!isSuspended || goesThrough) act(event);
    else if (event.type !== EventType.ExecutionSuspended) waiting.push(event);
  };
  const act = (event: HistoryEvent): void => {
    if (event.type === EventType.ExecutionSuspended) {
      isSuspended = true;
      replay.scope.tasks.suspend();
    } else if (event.type === EventType.ExecutionResumed) {
      isSuspended = false;
      replay.scope.tasks.resume();
      for (const missed of waiting.splice(0)) apply(missed);
    } else {
      actOn(event, replay);
    }
  };
  return apply;
}

function actOn(event: HistoryEvent, { scope: { tasks }, ...replay }: Replay): void {
  switch (event.type) {
    case EventType.ExecutionStarted:
      return replay.begin();
    case EventType.ExecutionTerminated:
      return replay.terminate(readReason(event));
    case EventType.TaskScheduled:
      return tasks.confirm('activity', event);
    case EventType.TimerCreated:
      return tasks.confirm('timer', event);
    case EventType.SubOrchestrationInstanceCreated:
      return tasks.confirm('subOrchestration', event);
    case EventType.TaskCompleted:
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.TimerFired:
      return tasks.finish(event.taskId, 'succeeded');
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed:
      return tasks.finish(event.taskId, 'failed');
    case EventType.EventRaised:
      return replay.raise(event);
    default:
      // The other events, such as those that took the place of rewound ones, change nothing.
      return;
  }
}
