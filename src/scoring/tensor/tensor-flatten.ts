import type { InputTensor } from './tensor-data.ts';
import { toCount, toInputError } from './tensor-error.ts';
import { countValues, toShownShape } from './tensor-shape.ts';

/** The values of a tensor in one row. */
export interface FlatTensor {
  readonly values: readonly unknown[];
  /** Where a value stands in what was sent, for messages: `data[1][0]` where it was nested. */
  readonly toPlace: (index: number) => string;
}

/** Takes the values of a tensor as they are where they are flat, and out of their arrays where they are nested as its shape. */
export function flattenTensor(tensor: InputTensor, json: readonly unknown[]): FlatTensor {
  const { shape } = tensor;
  if (shape.length === 1 || !Array.isArray(json[0])) {
    assertLength(tensor, json.length);
    return { values: json, toPlace: (index) => `data[${index}]` };
  }
  const values: unknown[] = [];
  collect(tensor, json, { place: 'data', level: 0, values });
  return { values, toPlace: (index) => toNestedPlace(shape, index) };
}

function assertLength({ name, shape }: InputTensor, found: number): void {
  const values = countValues(shape);
  if (found === values) return;
  const what = `its data has ${toCount(found, 'value')}, expected ${values} by its shape ${toShownShape(shape)}`;
  throw toInputError(name, what, { expected: values, got: found });
}

interface Level {
  readonly place: string;
  readonly level: number;
  /** Grows. */
  readonly values: unknown[];
}

function collect(tensor: InputTensor, json: unknown, { place, level, values }: Level): void {
  const expected = tensor.shape[level] ?? 0;
  const byShape = `expected ${expected} by its shape ${toShownShape(tensor.shape)}`;
  if (!Array.isArray(json)) throw toInputError(tensor.name, `${place} is not an array, ${byShape}`);
  const items: readonly unknown[] = json;
  if (items.length !== expected) {
    throw toInputError(tensor.name, `${place} has ${toCount(items.length, 'element')}, ${byShape}`);
  }
  if (level === tensor.shape.length - 1) {
    for (const item of items) values.push(item);
    return;
  }
  items.forEach((item, k) => collect(tensor, item, { place: `${place}[${k}]`, level: level + 1, values }));
}

function toNestedPlace(shape: readonly number[], index: number): string {
  const parts: string[] = [];
  let rest = index;
  for (const dim of shape.toReversed()) {
    parts.unshift(`[${rest % dim}]`);
    rest = Math.floor(rest / dim);
  }
  return `data${parts.join('')}`;
}
