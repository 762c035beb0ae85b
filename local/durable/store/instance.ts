import { z } from 'zod';
import type { Execution, ParentInstance } from '../events/lifecycle-events.ts';

export const instanceStatuses = [
  'Pending',
  'Running',
  'Suspended',
  'Completed',
  'Failed',
  'Terminated',
] as const;

export type InstanceStatus = (typeof instanceStatuses)[number];

export type Instance = Execution & {
  readonly status: InstanceStatus;
  /** JSON text of a result, or plain text of a failure, a reason. */
  readonly output: string | null;
  /** JSON text. */
  readonly customStatus: string | null;
  readonly createdMs: number;
  readonly updatedMs: number;
  /** A generation that was continued as new and has not had its first turn. */
  readonly isFresh: boolean;
};

export const isFinished = (status: InstanceStatus): boolean =>
  status === 'Completed' || status === 'Failed' || status === 'Terminated';

const parentInstance: z.ZodType<ParentInstance> = z.object({
  name: z.string(),
  instanceId: z.string(),
  executionId: z.string(),
  taskId: z.number(),
  version: z.string().nullable(),
});

const row = z.object({
  id: z.string(),
  execution_id: z.string(),
  name: z.string(),
  version: z.string().nullable(),
  input: z.string().nullable(),
  generation: z.number().nullable(),
  parent: z.string().nullable(),
  status: z.enum(instanceStatuses),
  output: z.string().nullable(),
  custom_status: z.string().nullable(),
  created_ms: z.number(),
  updated_ms: z.number(),
  is_fresh: z.number(),
});

export function parseInstance(value: unknown): Instance {
  const found = row.parse(value);
  return {
    instanceId: found.id,
    executionId: found.execution_id,
    name: found.name,
    version: found.version,
    input: found.input,
    generation: found.generation,
    parent: found.parent === null ? null : parentInstance.parse(JSON.parse(found.parent)),
    status: found.status,
    output: found.output,
    customStatus: found.custom_status,
    createdMs: found.created_ms,
    updatedMs: found.updated_ms,
    isFresh: found.is_fresh === 1,
  };
}
