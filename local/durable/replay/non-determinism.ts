import { z } from 'zod';
import type { HistoryEvent } from '../events/history-event.ts';
import type { Decision, TaskDecision } from './decision.ts';

/** A task that the history says was scheduled. */
export interface ScheduledTask {
  readonly kind: TaskDecision['kind'];
  readonly event: HistoryEvent;
}

/** A replay that asks for something else than its history says; worded as the Durable Task Framework does. */
export class NonDeterminismError extends Error {
  override readonly name = 'NonDeterminismError';
  constructor(scheduled: ScheduledTask, found: Decision | undefined) {
    super(`Non-Deterministic workflow detected: ${describers[scheduled.kind](scheduled.event, found)}`);
  }
}

type Describe = (event: HistoryEvent, found: Decision | undefined) => string;

const describers: Record<TaskDecision['kind'], Describe> = {
  activity: describeActivity,
  timer: describeTimer,
  subOrchestration: describeSubOrchestration,
};

const previously = 'A previous execution of this orchestration scheduled';
const notScheduled = "but the current replay execution hasn't (yet?) scheduled this task.";
const question =
  'Was a change made to the orchestrator code after this instance had already started running?';

const frameworkNames: Record<Decision['kind'], string> = {
  activity: 'ScheduleTaskOrchestratorAction',
  timer: 'CreateTimerOrchestratorAction',
  subOrchestration: 'CreateSubOrchestrationAction',
  complete: 'OrchestrationCompleteOrchestratorAction',
  continueAsNew: 'OrchestrationCompleteOrchestratorAction',
};

function describeActivity({ eventId, name }: HistoryEvent, found: Decision | undefined): string {
  const past = `${previously} an activity task with sequence`;
  if (found === undefined)
    return `${past} ID ${eventId} and name '${name}' (version ''), ${notScheduled} ${question}`;
  const replay = `${past} number ${eventId} named '${name}', but the current orchestration replay instead`;
  return found.kind === 'activity'
    ? `${replay} scheduled an activity task named '${found.name}' with this sequence number.  ${question}`
    : `${replay} produced a ${frameworkNames[found.kind]} action with this sequence number. ${question}`;
}

function describeTimer({ eventId }: HistoryEvent, found: Decision | undefined): string {
  const past = `${previously} a timer task with sequence number ${eventId}`;
  if (found === undefined) return `${past} ${notScheduled} ${question}`;
  const action = `produced a ${frameworkNames[found.kind]} action with this sequence number`;
  return `${past} named but the current orchestration replay instead ${action}. ${question}`;
}

const created = z.object({ Version: z.string().nullable(), InstanceId: z.string() });

function describeSubOrchestration(event: HistoryEvent, found: Decision | undefined): string {
  const { Version: version, InstanceId: instanceId } = created.parse(JSON.parse(event.json));
  const child = `name '${event.name}' (version '${version ?? ''}', instance ID '${instanceId}')`;
  const past = `${previously} a sub-orchestration task with sequence ID ${event.eventId} and ${child},`;
  if (found === undefined) return `${past} ${notScheduled} ${question}`;
  const replay = `${past} but the current orchestration replay instead`;
  return found.kind === 'subOrchestration'
    ? `${replay} scheduled a sub-orchestration task with name ${found.name} at this sequence number. ${question}`
    : `${replay} produced a ${frameworkNames[found.kind]} action at this sequence number. ${question}`;
}
