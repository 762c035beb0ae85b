import { availableParallelism } from 'node:os';
import { z } from 'zod';

const setting = z.object({
  defaultVersion: z.string().optional(),
  versionMatchStrategy: z.enum(['None', 'Strict', 'CurrentOrOlder']).optional(),
  versionFailureStrategy: z.enum(['Reject', 'Fail']).optional(),
  maxConcurrentActivityFunctions: z.int().positive().optional(),
  maxConcurrentOrchestratorFunctions: z.int().positive().optional(),
});

const hostJson = z.object({ extensions: z.object({ durableTask: setting.optional() }).optional() });

/** `extensions.durableTask` of host.json, as far as it changes what the engine does. */
export interface DurableSettings {
  readonly defaultVersion: string | null;
  readonly versionMatchStrategy: 'None' | 'Strict' | 'CurrentOrOlder';
  readonly versionFailureStrategy: 'Reject' | 'Fail';
  readonly maxConcurrentActivityFunctions: number;
  readonly maxConcurrentOrchestratorFunctions: number;
}

const perCore = 10;

/** Reads the settings with the defaults of Azure. */
export function parseDurableSettings(value: unknown): DurableSettings {
  const given = hostJson.parse(value ?? {}).extensions?.durableTask ?? {};
  const concurrency = perCore * availableParallelism();
  return {
    defaultVersion: given.defaultVersion ?? null,
    versionMatchStrategy: given.versionMatchStrategy ?? 'CurrentOrOlder',
    versionFailureStrategy: given.versionFailureStrategy ?? 'Reject',
    maxConcurrentActivityFunctions: given.maxConcurrentActivityFunctions ?? concurrency,
    maxConcurrentOrchestratorFunctions: given.maxConcurrentOrchestratorFunctions ?? concurrency,
  };
}
