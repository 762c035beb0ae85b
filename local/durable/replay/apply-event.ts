import { EventType } from '../events/event-type.ts';
import type { HistoryEvent } from '../events/history-event.ts';
import { readReason } from '../events/read-reason.ts';
import type { Replay } from './create-replay.ts';

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
    case EventType.ExecutionStarted: {
      replay.begin();
      return;
    }
    case EventType.ExecutionTerminated: {
      replay.terminate(readReason(event));
      return;
    }
    case EventType.TaskScheduled: {
      tasks.confirm('activity', event);
      return;
    }
    case EventType.TimerCreated: {
      tasks.confirm('timer', event);
      return;
    }
    case EventType.SubOrchestrationInstanceCreated: {
      tasks.confirm('subOrchestration', event);
      return;
    }
    case EventType.TaskCompleted:
    case EventType.SubOrchestrationInstanceCompleted:
    case EventType.TimerFired: {
      tasks.finish(event.taskId, 'succeeded');
      return;
    }
    case EventType.TaskFailed:
    case EventType.SubOrchestrationInstanceFailed: {
      tasks.finish(event.taskId, 'failed');
      return;
    }
    case EventType.EventRaised: {
      replay.raise(event);
      return;
    }
    default:
      // The other events, such as those that took the place of rewound ones, change nothing.
      return;
  }
}
