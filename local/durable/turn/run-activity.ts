import { taskCompleted, taskFailed, type TaskFailure } from '../events/task-events.ts';
import { toInvocationFailure } from '../invocation-failure.ts';
import type { ScheduledActivity } from '../store/activity-table.ts';
import { toActivityFailure, toMissingActivityFailure } from '../wire/activity-failure.ts';
import { toActivityRequest } from '../wire/activity-request.ts';
import { toResultJson } from '../wire/activity-result.ts';
import { formatTicks, ticksToMs } from '../wire/ticks.ts';
import type { TurnContext } from './turn-context.ts';

type Outcome = { readonly result: string | null } | { readonly failure: TaskFailure };

/**
 * Runs an activity and puts its result in its orchestration's inbox; answers whose. Throws where the invocation is
 * lost: the activity is still scheduled then, and has to run again.
 */
export async function runActivity(
  activityId: number,
  context: TurnContext,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { store, clock } = context;
  const activity = store.activities.find(activityId);
  if (activity === undefined) return undefined;
  const outcome = await invokeActivity(activity, context, signal);
  if (signal.aborted) return undefined;
  const { instanceId, executionId, taskId } = activity;
  const now = clock();
  const timestamp = formatTicks(now);
  const event =
    'failure' in outcome
      ? taskFailed(taskId, outcome.failure, timestamp)
      : taskCompleted(taskId, outcome.result, timestamp);
  store.transaction(() => {
    store.activities.delete(activityId);
    store.messages.send({ instanceId, executionId, dueMs: ticksToMs(now), event });
  });
  return instanceId;
}

async function invokeActivity(
  activity: ScheduledActivity,
  { invoker, functions }: TurnContext,
  signal: AbortSignal,
): Promise<Outcome> {
  const known = functions.activity(activity.name);
  if (known === undefined) return { failure: toMissingActivityFailure(activity.name) };
  try {
    const request = toActivityRequest(activity, known.triggerBinding);
    const { returnValue } = await invoker.invoke(known.name, request, { signal });
    return { result: toResultJson(returnValue) };
  } catch (error) {
    const failure = toInvocationFailure(error);
    if (failure === undefined) throw error;
    return { failure: toActivityFailure(activity.name, failure) };
  }
}
