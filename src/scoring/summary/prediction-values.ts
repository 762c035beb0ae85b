import type { PredictionList, PredictionValues } from '../predictions.ts';

/** The values of a prediction as what they are counted as; of lists all that they hold. */
export type FlatValues =
  | { readonly kind: 'number'; readonly values: ArrayLike<number> }
  | { readonly kind: 'category'; readonly values: readonly string[] };

export function flattenPredictions(values: PredictionValues): FlatValues {
  if (values instanceof BigInt64Array) return { kind: 'number', values: Float64Array.from(values, Number) };
  if (ArrayBuffer.isView(values)) return { kind: 'number', values };
  return flattenItems(values);
}

function flattenItems(values: readonly (string | boolean | PredictionList)[]): FlatValues {
  const items = values.flatMap((value): PredictionList => (isList(value) ? value : [String(value)]));
  if (items.length > 0 && items.every((item) => typeof item !== 'string')) {
    return { kind: 'number', values: items.map((item) => item ?? NaN) };
  }
  return { kind: 'category', values: items.map((item) => String(item ?? '')) };
}

function isList(value: string | boolean | PredictionList): value is PredictionList {
  return Array.isArray(value);
}
