import type { InvocationInput } from '../../functions-host/invoker.ts';
import type { Instance } from '../store/instance.ts';
import { toMetadataFields } from './trigger-metadata.ts';

/** Between two events in the payload's text. */
export const eventSeparator = ',\n    ';

// The host sends a copy of the payload among the metadata, which the Functions library parses too though no one reads
// it. A long history goes without, or its turns would cost twice.
const maxCopiedLength = 32 * 1024;

/** What the host sends an orchestrator function: its whole history, as indented JSON text. */
export function toOrchestratorRequest(
  instance: Instance,
  options: { readonly triggerBinding: string; readonly historyText: string; readonly isReplaying: boolean },
): InvocationInput {
  const { triggerBinding, historyText, isReplaying } = options;
  const fields = {
    input: instance.input === null ? null : (JSON.parse(instance.input) as unknown),
    instanceId: instance.instanceId,
    isReplaying,
    parentInstanceId: instance.parent?.instanceId ?? null,
    upperSchemaVersion: 1,
    upperSchemaVersionNew: 3,
    longRunningTimerIntervalDuration: '3.00:00:00',
    maximumShortTimerDuration: '6.00:00:00',
    defaultHttpAsyncRequestSleepTimeMillseconds: 30_000,
  };
  // The fields follow the history: their own opening brace is cut off.
  const string = `{\n  "history": [\n    ${historyText}\n  ],${JSON.stringify(fields, null, 2).slice(1)}`;
  return {
    inputData: [{ name: triggerBinding, data: { string } }],
    triggerMetadata: {
      ...(string.length > maxCopiedLength ? {} : { [triggerBinding]: { string } }),
      ...toMetadataFields(fields),
    },
  };
}
