import type { FeedPlan, Model, PlainTensor } from '../../../src/scoring/model.ts';
import type { ColumnSpec, TensorType } from '../../../src/scoring/records.ts';
import type { InputTensor } from '../../../src/scoring/tensor/tensor-data.ts';
import type { TensorDatatype } from '../../../src/scoring/tensor/tensor-datatype.ts';
import { countValues } from '../../../src/scoring/tensor/tensor-shape.ts';

export const required = { rule: 'required' } as const;

export function toColumnSpec(
  name: string,
  type: TensorType,
  missing: ColumnSpec['missing'] = required,
): ColumnSpec {
  return { name, type, missing };
}

/** As much of a model as tensors are read by. */
export function toModel(
  columns: readonly ColumnSpec[],
  feeds: readonly FeedPlan[],
  key?: string,
): Pick<Model, 'name' | 'plan'> {
  const place = { model: 'm', version: '1', file: 'none', sha256: 'f'.repeat(64) };
  return { name: 'm', plan: { ...place, key, columns, feeds, predictions: [], fixedBatch: undefined } };
}

/** An image of one row of two grey pixels. */
export const tinyImage: ColumnSpec = {
  name: 'image',
  type: 'image',
  missing: required,
  image: {
    width: 2,
    height: 1,
    channels: 1,
    layout: 'NCHW',
    fit: 'fill',
    background: 'black',
    scale: 1,
    mean: [0],
    std: [1],
    maxPixels: 1_000_000,
  },
};

/** An input [N, 1] of one column of its own name. */
export function toOwnFeed(column: ColumnSpec, index: number): FeedPlan {
  const type = column.type === 'image' ? 'float32' : column.type;
  return { input: column.name, type, recordDims: [1], source: { kind: 'columns', columns: [index] } };
}

export function toJsonTensor(
  name: string,
  datatype: TensorDatatype,
  shape: readonly number[],
  json: readonly unknown[],
): InputTensor {
  return { name, datatype, shape, content: { json } };
}

export function toBinaryTensor(
  name: string,
  datatype: TensorDatatype,
  shape: readonly number[],
  bytes: Uint8Array,
): InputTensor {
  return { name, datatype, shape, content: { bytes } };
}

export function toOutput<T extends PlainTensor['type']>(
  type: T,
  dims: readonly number[],
  values: Extract<PlainTensor, { type: T }>['values'],
): PlainTensor {
  if (values.length !== countValues(dims)) throw new Error('Cannot make a tensor: its shape is another');
  return { name: 'y', type, dims, values } as PlainTensor;
}
