import { triggerOf } from '../invoker.ts';
import { createBlobTrigger } from './blob-trigger.ts';
import { createQueueTrigger } from './queue-trigger.ts';
import { createServiceBusTrigger } from './service-bus/service-bus-trigger.ts';
import { createTimerTrigger } from './timer-trigger.ts';
import type { Trigger, TriggerOptions } from './trigger.ts';

const creators: Readonly<Record<string, (options: TriggerOptions) => Trigger>> = {
  timerTrigger: createTimerTrigger,
  blobTrigger: createBlobTrigger,
  queueTrigger: createQueueTrigger,
  serviceBusTrigger: createServiceBusTrigger,
};

/** Served elsewhere: HTTP by the front, Durable's by its engine; warmup never fires for a first instance. */
const withoutTrigger = new Set(['httpTrigger', 'orchestrationTrigger', 'activityTrigger', 'warmupTrigger']);

/** The types of triggers that the local host serves. */
export const triggerTypes = [...Object.keys(creators), ...withoutTrigger].toSorted();

/** What starts the function, or undefined where nothing here does. */
export function createTrigger(options: TriggerOptions): Trigger | undefined {
  return creators[triggerOf(options.metadata).type]?.(options);
}
