import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const pair = z.object({
  record: z.record(z.string(), z.unknown()),
  prediction: z.object({ prediction: z.string(), probability: z.number() }),
});
const root = path.join(import.meta.dirname, '../../..');

export type Golden = z.infer<typeof pair>;
export type Prediction = Golden['prediction'];

/** Records of customers with what onnxruntime gives for them. */
export const golden: readonly Golden[] = z
  .array(pair)
  .parse(JSON.parse(readFileSync(path.join(root, 'models/churn/1/golden.json'), 'utf8')));

export const records = golden.map(({ record }) => record);

/** The columns of churn, in the order of the inputs of its ONNX file. */
export const columns: readonly string[] = [
  'female',
  'senior_citizen',
  'partner',
  'dependents',
  'tenure',
  'phone_service',
  'paperless_billing',
  'monthly_charges',
  'total_charges',
  'multiple_lines',
  'internet_service',
  'online_security',
  'online_backup',
  'device_protection',
  'tech_support',
  'streaming_tv',
  'streaming_movies',
  'contract',
  'payment_method',
];

/** The values of records, in the order of names. */
export const toRows = (names: readonly string[], items = records): unknown[][] =>
  items.map((record) => names.map((name) => record[name]));

/** The values of records, by name. */
export const toColumns = (names: readonly string[], items = records): Record<string, unknown[]> =>
  Object.fromEntries(names.map((name) => [name, items.map((record) => record[name])]));

/** Table of records as CSV. */
export const toCsv = (items = records): string =>
  [Object.keys(items[0] ?? {}), ...toRows(Object.keys(items[0] ?? {}), items)]
    .map((row) => row.join(','))
    .join('\n');

/** Predictions as JSON has them: the shortest number for the same float32. */
export function roundProbabilities(predictions: readonly Prediction[]): Prediction[] {
  return predictions.map((each) => ({ ...each, probability: Math.fround(each.probability) }));
}

export const expectedPredictions = roundProbabilities(golden.map(({ prediction }) => prediction));
