import { z } from 'zod';
import { queryInputSchema } from '../../scoring/query-input.ts';
import { activeStatuses, finalStatuses, type Job } from '../job.ts';
import { jobSettingsSchema } from '../job-settings.ts';
import { omit } from '../omit.ts';

const triggerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('blob'), path: z.string(), etag: z.string() }),
  z.object({ kind: z.literal('timer'), schedule: z.string(), slot: z.string() }),
  z.object({ kind: z.literal('http'), requestId: z.string() }),
  z.object({ kind: z.literal('queue'), messageId: z.string() }),
]);

const text = z.string().exactOptional();
const number = z.number().exactOptional();

const jobSchema = z.object({
  id: z.string(),
  model: z.string(),
  version: z.string(),
  status: z.enum([...activeStatuses, ...finalStatuses]),
  trigger: triggerSchema,
  input: z.object({ path: z.string(), etag: text, bytes: number, query: queryInputSchema.exactOptional() }),
  records: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }),
  chunks: z.object({ total: z.number(), done: z.number(), failed: z.number() }),
  settings: jobSettingsSchema,
  createdAt: z.string(),
  startedAt: text,
  finishedAt: text,
  recordsPerSecond: number,
  etaSeconds: number,
  cost: z.object({ currency: z.string(), total: z.number() }).exactOptional(),
  outputs: z
    .object({ predictions: text, errors: text, manifest: text, report: text, forecast: text })
    .exactOptional(),
  error: text,
  warnings: z.array(z.string()).readonly().exactOptional(),
  recordsLeft: number,
  slowestChunk: z.object({ chunk: z.number(), ms: z.number() }).exactOptional(),
  attempt: z.number(),
  attemptAt: text,
  spent: z.object({ attempt: z.number(), total: z.number() }).exactOptional(),
  rescore: z.literal('failed').exactOptional(),
  watch: z.object({ resumes: z.number(), seen: z.string(), since: z.string() }).exactOptional(),
  stateRemovedAt: text,
  deletingSince: text,
});

const internalNames = [
  'attempt',
  'attemptAt',
  'spent',
  'rescore',
  'watch',
  'stateRemovedAt',
  'deletingSince',
] as const satisfies readonly (keyof Job)[];

/** What callers see of a job. */
export const jobAnswerSchema = jobSchema.omit({
  attempt: true,
  attemptAt: true,
  spent: true,
  rescore: true,
  watch: true,
  stateRemovedAt: true,
  deletingSince: true,
} satisfies Record<(typeof internalNames)[number], true>);

export type JobAnswer = Omit<Job, (typeof internalNames)[number]>;

/** Parses a stored job record; what the store adds to it is left out. */
export function parseJob(document: unknown): Job {
  return jobSchema.parse(document);
}

/** A job as callers see it. */
export function toJobAnswer(job: Job): JobAnswer {
  return omit(job, internalNames);
}
