import type { Model } from '../model.ts';
import type { InputTensor } from './tensor-data.ts';
import { toInputError } from './tensor-error.ts';
import { type KnownInput, type KnownInputs, toKnownInputs } from './tensor-inputs.ts';
import { toShownShape } from './tensor-shape.ts';

/** What an input tensor is for: the key of the records, or values of columns, so many of them side by side a record. */
export type TensorTarget =
  { readonly kind: 'key' } | { readonly kind: 'columns'; readonly names: readonly string[] };

type TargetModel = Pick<Model, 'name' | 'plan'>;

/**
 * Finds what a tensor is for: an input of the ONNX file, a column that the model reads, or the key.
 * Throws InvalidRequest where there is no such input, or its shape does not fit.
 */
export function findTarget(tensor: InputTensor, model: TargetModel): TensorTarget {
  const { name } = tensor;
  const known = toKnownInputs(model.plan);
  const input = chooseInput(tensor, known);
  if (input === undefined) {
    if (name !== model.plan.key) throw toUnknown(name, model.name, known);
    assertShape(tensor, []);
    return { kind: 'key' };
  }
  if (input.names.length === 0)
    throw toInputError(name, `it is a constant of model ${JSON.stringify(model.name)}`);
  assertShape(tensor, input.isImage && tensor.datatype === 'BYTES' ? [] : input.recordDims);
  return { kind: 'columns', names: input.names };
}

/** A name that is both that of an input made of several columns, and that of one of them, is told by the shape. */
function chooseInput(tensor: InputTensor, { inputs, columns }: KnownInputs): KnownInput | undefined {
  const input = inputs.get(tensor.name);
  const column = columns.get(tensor.name);
  if (input === undefined || column === undefined) return input ?? column;
  return input.names.length > 1 && holdsOneValue(tensor) ? column : input;
}

const holdsOneValue = ({ shape }: InputTensor): boolean => shape.every((dim, k) => k === 0 || dim === 1);

function assertShape(tensor: InputTensor, recordDims: readonly number[]): void {
  const { name, shape } = tensor;
  const isSingle = recordDims.every((dim) => dim === 1);
  const fits = isSingle
    ? shape.length <= Math.max(2, recordDims.length + 1) && holdsOneValue(tensor)
    : shape.length === recordDims.length + 1 && recordDims.every((dim, k) => dim === shape[k + 1]);
  if (fits) return;
  const expected = isSingle ? '[N] or [N, 1]' : toShownShape(['N', ...recordDims]);
  throw toInputError(name, `its shape is ${toShownShape(shape)}, expected ${expected}`, {
    expected,
    got: shape,
  });
}

function toUnknown(name: string, model: string, { inputs, columns }: KnownInputs) {
  const given = [...inputs].flatMap(([input, { names }]) => (names.length === 0 ? [] : [input]));
  const names = [...new Set([...given, ...columns.keys()])].map((each) => JSON.stringify(each));
  return toInputError(name, `model ${JSON.stringify(model)} has no such input: it takes ${names.join(', ')}`);
}
