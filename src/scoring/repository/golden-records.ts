import { z } from 'zod';
import { type ModelManifest, toInvalidModel } from '../model-manifest.ts';
import type { PredictionJson } from '../predictions.ts';

export interface GoldenTolerance {
  readonly relative: number;
  readonly absolute: number;
}

/** Records with the predictions that a version must give for them before it takes traffic. */
export interface GoldenRecords {
  readonly tolerance: GoldenTolerance;
  readonly records: readonly { readonly record: unknown; readonly prediction: GoldenPrediction }[];
}

/** A list where a prediction is one, as the labels of the top k are. */
export type GoldenPrediction = Readonly<Record<string, GoldenValue | readonly GoldenValue[]>>;
export type GoldenValue = PredictionJson[string];

/** Another processor may add up in another order. */
const defaultTolerance: GoldenTolerance = { relative: 1e-4, absolute: 1e-6 };
const maxRecords = 10_000;

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const entries = z
  .array(
    z.strictObject({
      record: z.record(z.string(), z.unknown()),
      prediction: z.record(z.string(), z.union([value, z.array(value)])),
    }),
  )
  .min(1)
  .max(maxRecords);
const fraction = z.number().min(0).max(1);
const schema = z.union([
  entries,
  z.strictObject({
    tolerance: z
      .strictObject({ relative: fraction.optional(), absolute: z.number().min(0).optional() })
      .optional(),
    records: entries,
  }),
]);

/** Reads a golden.json: a list of `{record, prediction}`, or `{tolerance?, records}`; throws InvalidModel. */
export function parseGoldenRecords(text: string, { name }: Pick<ModelManifest, 'name'>): GoldenRecords {
  const result = schema.safeParse(parseJson(text, name));
  if (!result.success) {
    throw toInvalidModel(name, 'its golden records are no list of records with predictions', result.error);
  }
  if (Array.isArray(result.data)) return { tolerance: defaultTolerance, records: result.data };
  const { tolerance, records } = result.data;
  const { relative = defaultTolerance.relative, absolute = defaultTolerance.absolute } = tolerance ?? {};
  return { tolerance: { relative, absolute }, records };
}

function parseJson(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw toInvalidModel(name, 'its golden records are not JSON', cause);
  }
}
