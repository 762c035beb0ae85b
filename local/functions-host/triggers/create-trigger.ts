import { type FunctionMetadata, triggerOf } from '../invoker.ts';
import { createBlobTrigger, type StorageTriggerOptions } from './blob-trigger.ts';
import { createQueueTrigger } from './queue-trigger.ts';
import { createTimerTrigger } from './timer-trigger.ts';
import type { Trigger } from './trigger.ts';

const creators: Readonly<Record<string, (options: StorageTriggerOptions) => Trigger>> = {
  timerTrigger: createTimerTrigger,
  blobTrigger: createBlobTrigger,
  queueTrigger: createQueueTrigger,
};

/** Served elsewhere: HTTP by the front, Durable's by its engine; warmup never fires for a first instance. */
const withoutTrigger = new Set(['httpTrigger', 'orchestrationTrigger', 'activityTrigger', 'warmupTrigger']);

const bindings = new Set(['http', 'durableClient']);

/** The binding types that the local host serves. */
export const supportedBindings = [...Object.keys(creators), ...withoutTrigger, ...bindings].toSorted();

/** One line for each binding that the app asks for and the local host has not. */
export function listUnsupported(functions: readonly FunctionMetadata[]): string[] {
  return functions.flatMap(({ name, bindings: declared }) =>
    Object.values(declared)
      .filter(({ type }) => !supportedBindings.includes(type))
      .map(
        ({ type }) =>
          `Function "${name}" has a binding of type "${type}", which the local host does not serve`,
      ),
  );
}

/** What starts the function, or undefined where nothing here does. */
export function createTrigger(options: StorageTriggerOptions): Trigger | undefined {
  return creators[triggerOf(options.metadata).type]?.(options);
}
