import { z } from 'zod';
import { columnName, windowLength } from './manifest-inputs.ts';

const topMapping = z.strictObject({
  output: columnName,
  labels: z.array(columnName).min(1).describe('Of the classes whose scores the vector holds'),
  top: z.int().min(1).describe('How many of the best classes: 1 gives a value, more give a list'),
  column: columnName.describe('Name of the prediction that holds the labels'),
  scores: columnName.optional().describe('Name of the prediction that holds their scores'),
});

const bound = z.strictObject({ output: columnName, column: columnName.describe('Name of the prediction') });
const horizonMapping = z.strictObject({
  output: columnName,
  horizon: windowLength.describe('Times to come that the vector tells of'),
  column: columnName.describe('Name of the prediction'),
  lower: bound.optional().describe('The lower end of a band'),
  upper: bound.optional().describe('The upper end of a band'),
});

/** What predictions are made of an output of the ONNX file. */
export const outputMapping = z.union([
  horizonMapping,
  z.strictObject({
    output: columnName,
    column: columnName.describe('Name of the prediction'),
    index: z.int().min(0).optional().describe('Which component of a vector'),
  }),
  z.strictObject({
    output: columnName,
    column: columnName.describe('Name of the prediction'),
    list: z.literal(true).describe('The whole vector is one prediction, a list'),
  }),
  z.strictObject({
    output: columnName,
    labels: z.array(columnName).min(1).describe('A prediction a component of the vector, named so'),
    prefix: z.string().optional(),
  }),
  topMapping,
]);

export type OutputMapping = z.infer<typeof outputMapping>;
export type TopMapping = z.infer<typeof topMapping>;
export type HorizonMapping = z.infer<typeof horizonMapping>;
