import type { PredictionList, PredictionValues } from '../predictions.ts';
import type { Column } from '../records.ts';
import { widthOf } from '../table/column-slices.ts';
import type { Numbers } from './count-bins.ts';
import { type Encoded, encodeCategories } from './encode-categories.ts';

/** The values of an input or a prediction as they are counted: numbers, or classes. */
export type Countable = {
  /** Whether there is one value a record; otherwise these are those of its lists. */
  readonly isScalar: boolean;
} & (
  | { readonly kind: 'number'; readonly values: Numbers }
  | { readonly kind: 'category'; readonly encoded: Encoded }
);

/** An image is nothing that can be counted. */
export function toCountableColumn(column: Column): Countable | undefined {
  if (column.type === 'image') return undefined;
  const isScalar = widthOf(column) === 1;
  if (column.type === 'string') {
    return { isScalar, kind: 'category', encoded: column.encoded ?? encodeCategories(column.values) };
  }
  return {
    isScalar,
    kind: 'number',
    values: column.type === 'int64' ? toNumbers(column.values) : column.values,
  };
}

export function toCountablePredictions(values: PredictionValues): Countable {
  if (values instanceof BigInt64Array) return { isScalar: true, kind: 'number', values: toNumbers(values) };
  if (ArrayBuffer.isView(values)) return { isScalar: true, kind: 'number', values };
  if (values.every((value) => typeof value === 'string')) {
    return { isScalar: true, kind: 'category', encoded: encodeCategories(values) };
  }
  return toCountableItems(values);
}

function toCountableItems(values: readonly (string | boolean | PredictionList)[]): Countable {
  const isScalar = !values.some(isList);
  const items = values.flatMap((value): PredictionList => (isList(value) ? value : [String(value)]));
  if (items.length > 0 && items.every((item) => typeof item !== 'string')) {
    return { isScalar, kind: 'number', values: Float64Array.from(items, (item) => item ?? NaN) };
  }
  return { isScalar, kind: 'category', encoded: encodeCategories(items.map((item) => String(item ?? ''))) };
}

function toNumbers(values: BigInt64Array): Float64Array {
  return Float64Array.from(values, Number);
}

function isList(value: string | boolean | PredictionList): value is PredictionList {
  return Array.isArray(value);
}
