import { toInputError } from './tensor-error.ts';

/** How many values a shape has room for; asked before room is made for any. */
export function countValues(shape: readonly number[]): number {
  return shape.reduce((product, dim) => product * dim, 1);
}

export const toShownShape = (shape: readonly (number | string)[]): string => `[${shape.join(', ')}]`;

/** Reads the shape of an input tensor: one to eight dimensions, each at least 1, of no more values than `maxCells`. */
export function parseShape(input: string, shape: unknown, maxCells: number): readonly number[] {
  if (!Array.isArray(shape)) throw toInputError(input, 'its shape is not an array of whole numbers');
  const dims: readonly unknown[] = shape;
  if (dims.length === 0 || dims.length > maxDims) {
    throw toInputError(input, `its shape has ${dims.length} dimensions, expected 1 to ${maxDims}`);
  }
  const found = dims.filter(isDim);
  if (found.length < dims.length) {
    const wrong = dims.findIndex((dim) => !isDim(dim));
    throw toInputError(input, `dimension ${wrong} of its shape is not a whole number above 0`);
  }
  const values = countValues(found);
  if (values <= maxCells) return found;
  const what = `its shape ${toShownShape(found)} has ${values} values, more than ${maxCells}`;
  throw toInputError(input, what, { values, maxCells });
}

const maxDims = 8;

function isDim(dim: unknown): dim is number {
  return typeof dim === 'number' && Number.isSafeInteger(dim) && dim > 0;
}
