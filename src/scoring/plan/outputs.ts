import { sliceColumn } from '../table/column-slices.ts';
import { concatColumns } from '../table/concat-columns.ts';
import type { PlainTensor } from '../model.ts';

/** What a model gave, by the names of its outputs; the first dimension of each tensor counts records. */
export type Outputs = ReadonlyMap<string, PlainTensor>;

/** Fails where an output has not exactly one row a record: nobody could tell which is whose. */
export function assertRows(outputs: Outputs, records: number): void {
  for (const [name, { dims }] of outputs) {
    if (dims[0] !== records)
      throw new Error(
        `Cannot read output "${name}": its shape is [${dims.join(', ')}] for ${records} records`,
      );
  }
}

/** The first records. */
export function cutOutputs(outputs: Outputs, records: number): Outputs {
  return sliceOutputs(outputs, { start: 0, end: records });
}

/** From one record up to, not including, another. */
export function sliceOutputs(
  outputs: Outputs,
  { start, end }: { readonly start: number; readonly end: number },
): Outputs {
  return mapOutputs(outputs, (tensor) => sliceTensor(tensor, start, end));
}

function sliceTensor(tensor: PlainTensor, start: number, end: number): PlainTensor {
  const [records = 0, ...recordDims] = tensor.dims;
  if (start === 0 && end === records) return tensor;
  const width = toSize(recordDims);
  return {
    ...sliceColumn(tensor, { start: start * width, end: end * width }),
    dims: [end - start, ...recordDims],
  };
}

/** The records of several runs, one run's after the other's. */
export function concatOutputs(parts: readonly Outputs[]): Outputs {
  const [first = new Map<string, PlainTensor>(), ...rest] = parts;
  if (rest.length === 0) return first;
  return mapOutputs(first, ({ name }) => concatTensors(name, parts));
}

function concatTensors(name: string, parts: readonly Outputs[]): PlainTensor {
  const tensors = parts.flatMap((part) => part.get(name) ?? []);
  const [, ...recordDims] = tensors[0]?.dims ?? [];
  const other = tensors.find(({ dims: [, ...dims] }) => dims.join() !== recordDims.join());
  if (other !== undefined) throw toShapeError(name, [recordDims, other.dims.slice(1)]);
  const records = tensors.reduce((sum, { dims: [rows = 0] }) => sum + rows, 0);
  return { ...concatColumns(tensors), name, dims: [records, ...recordDims] };
}

function toShapeError(name: string, shapes: readonly (readonly number[])[]): Error {
  const said = shapes.map((dims) => `[${dims.join(', ')}]`).join(' and ');
  return new Error(`Cannot read output "${name}": its records have different shapes, ${said}`);
}

function mapOutputs(outputs: Outputs, change: (tensor: PlainTensor) => PlainTensor): Outputs {
  return new Map(Array.from(outputs, ([name, tensor]) => [name, change(tensor)]));
}

function toSize(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}
