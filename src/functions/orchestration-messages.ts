import { z } from 'zod';

/** What orchestrations and activities say to each other: ids and counts, always under 1 KB. */
const attempt = { job: z.string(), attempt: z.int() };

export const planInput = z.object(attempt);

export const planOutput = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('planned'),
    chunks: z.int(),
    lanes: z.int(),
    maxRetries: z.int(),
    /** The first chunk that is left to score, of a job that was resumed. */
    first: z.int().exactOptional(),
  }),
  z.object({ state: z.literal('stopped') }),
]);

export const jobInput = z.object({
  ...attempt,
  /** The first chunk of this generation. */
  cursor: z.int().default(1),
  /** How often what the ledger claimed had to be scored again. */
  repairs: z.int().default(0),
});

/** Chunks in an order: `from`, `from + step`, ... up to `to`; or, for a repair, those named. */
export const laneInput = z.object({
  ...attempt,
  from: z.int(),
  to: z.int(),
  step: z.int(),
  maxRetries: z.int(),
  chunks: z.array(z.int()).optional(),
});

export const laneOutput = z.object({ state: z.enum(['done', 'stopped']) });

export const failInput = z.object({ ...attempt, reason: z.string() });

export const failOutput = z.object({ state: z.literal('stopped') });

export const chunkInput = z.object({
  ...attempt,
  chunk: z.int(),
  /** The chunk fails as a whole: find the records that it fails of. */
  bisect: z.boolean().exactOptional(),
});

export const chunkOutput = z.discriminatedUnion('state', [
  z.object({ state: z.literal('done') }),
  z.object({ state: z.literal('stopped') }),
]);

export const finishInput = z.object({ ...attempt, failure: z.string().exactOptional() });

export const finishOutput = z.discriminatedUnion('state', [
  z.object({ state: z.literal('finished') }),
  z.object({ state: z.literal('incomplete'), chunks: z.array(z.int()) }),
]);
