import { z } from 'zod';
import { comparisonSchema } from '../compare/comparison.ts';
import { tallyOf } from './bounded-tally.ts';
import { exactSumSchema } from './exact-sum.ts';
import { type ModelProfile } from './model-profile.ts';
import { numberSketchSchema } from './number-sketch.ts';

/** What is to be noted of the records of a job beside their predictions. */
export interface SummarySpec {
  /** Of the table that the model was trained on. */
  readonly profile?: ModelProfile | undefined;
  /** Columns by whose values predictions are told apart. */
  readonly segments?: readonly string[] | undefined;
}

const classCounts = tallyOf(z.int());

const example = z.object({ row: z.int(), key: z.string().exactOptional(), message: z.string() }).readonly();

const errorCause = z
  .object({
    code: z.string(),
    column: z.string().exactOptional(),
    count: z.int(),
    /** The first ones, by row. */
    examples: z.array(example).readonly(),
  })
  .readonly();

const predictionSummary = z.discriminatedUnion('kind', [
  z.object({ name: z.string(), kind: z.literal('number'), sketch: numberSketchSchema }).readonly(),
  z
    .object({
      name: z.string(),
      kind: z.literal('category'),
      count: z.int(),
      missing: z.int(),
      classes: classCounts,
    })
    .readonly(),
]);

const segmentCell = z
  .object({
    count: z.int(),
    /** By prediction: the sum of its finite numbers, and how many they are. */
    sums: z.record(z.string(), z.object({ sum: exactSumSchema, count: z.int() }).readonly()),
    /** By prediction: how often each class came. */
    classes: z.record(z.string(), classCounts),
  })
  .readonly();

const segmentSummary = z.object({ column: z.string(), values: tallyOf(segmentCell) }).readonly();

const unknownTexts = z
  .object({
    column: z.string(),
    records: z.int(),
    first: z.object({ row: z.int(), text: z.string() }).readonly(),
  })
  .readonly();

/** What a chunk tells of its records; adding those of all chunks gives the same whatever the chunks were. */
export const chunkSummarySchema = z
  .object({
    records: z.int(),
    errors: z.array(errorCause).readonly(),
    predictions: z.array(predictionSummary).readonly(),
    /** By column, in the bins of the profile: of inputs, and of predictions. */
    inputBins: z.record(z.string(), z.array(z.int()).readonly()),
    predictionBins: z.record(z.string(), z.array(z.int()).readonly()),
    segments: z.array(segmentSummary).readonly(),
    /** Of a job that compares two versions; chunks of before there were any tell of none. */
    comparisons: z.array(comparisonSchema).readonly().default([]),
    /** By column: in how many records it holds texts that the model does not know. */
    unknownTexts: z.array(unknownTexts).readonly().default([]),
  })
  .readonly();

export type ChunkSummary = z.infer<typeof chunkSummarySchema>;
export type ErrorCause = z.infer<typeof errorCause>;
export type PredictionSummary = z.infer<typeof predictionSummary>;
export type SegmentSummary = z.infer<typeof segmentSummary>;
export type UnknownTexts = z.infer<typeof unknownTexts>;
export type SegmentCell = z.infer<typeof segmentCell>;

export const emptySummary: ChunkSummary = {
  records: 0,
  errors: [],
  predictions: [],
  inputBins: {},
  predictionBins: {},
  segments: [],
  comparisons: [],
  unknownTexts: [],
};
