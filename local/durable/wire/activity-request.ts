import type { InvocationInput, TypedData } from '../../functions-host/invoker.ts';
import type { ScheduledActivity } from '../store/activity-table.ts';
import { toMetadataFields, toNetText } from './trigger-metadata.ts';

/** What the host sends an activity function. Without an input, nor a null one, there is no trigger data at all. */
export function toActivityRequest(activity: ScheduledActivity, triggerBinding: string): InvocationInput {
  const instanceId: TypedData = { string: activity.instanceId };
  const input: unknown = activity.input === null ? null : JSON.parse(activity.input);
  if (input === null)
    return { inputData: [{ name: triggerBinding, data: {} }], triggerMetadata: { instanceId } };
  const data: TypedData = { string: toText(input) };
  return {
    inputData: [{ name: triggerBinding, data }],
    triggerMetadata: {
      instanceId,
      [triggerBinding]: data,
      data: { json: JSON.stringify(input) },
      ...(typeof input === 'object' && !Array.isArray(input) ? toMetadataFields(input) : {}),
    },
  };
}

const toText = (input: unknown): string =>
  typeof input === 'object' ? JSON.stringify(input) : toNetText(input);
