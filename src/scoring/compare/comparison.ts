import { z } from 'zod';
import { tallyOf } from '../summary/bounded-tally.ts';
import { numberSketchSchema } from '../summary/number-sketch.ts';

const value = z.union([z.string(), z.number()]);

const difference = z
  .object({ row: z.int(), key: z.string().exactOptional(), champion: value, challenger: value })
  .readonly();

/** How two versions differ in one prediction, over the records that both could score. */
export const comparisonSchema = z.discriminatedUnion('kind', [
  z
    .object({
      name: z.string(),
      kind: z.literal('number'),
      /** Challenger less champion; missing where either has no number. */
      differences: numberSketchSchema,
      /** The largest ones first. */
      largest: z.array(difference).readonly(),
    })
    .readonly(),
  z
    .object({
      name: z.string(),
      kind: z.literal('category'),
      count: z.int(),
      missing: z.int(),
      agreed: z.int(),
      /** From what to what, as a JSON array of the two. */
      changes: tallyOf(z.int()),
      /** By row. */
      first: z.array(difference).readonly(),
    })
    .readonly(),
]);

export type Comparison = z.infer<typeof comparisonSchema>;
export type Difference = z.infer<typeof difference>;

/** Records that are named for each prediction. */
export const shownDifferences = 10;
