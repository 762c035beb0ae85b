import { pickColumn } from '../table/column-slices.ts';
import type { Model } from '../model.ts';
import type { Column, ColumnSpec } from '../records.ts';
import type { InputTensor, ReadTensor } from './tensor-data.ts';
import { toInputError } from './tensor-error.ts';
import { toKnownInputs } from './tensor-inputs.ts';
import { toImageColumn } from './tensor-images.ts';
import { fillMissing } from './tensor-missing.ts';
import { countValues } from './tensor-shape.ts';
import { toColumn } from './tensor-to-column.ts';

export interface TensorFilling {
  readonly model: Pick<Model, 'name' | 'plan'>;
  readonly tensor: InputTensor;
  readonly read: ReadTensor;
  /** The columns whose values the tensor holds side by side. */
  readonly names: readonly string[];
}

/** Puts the values of a tensor into those columns of the model that bear its names; the array of columns is the caller's own. */
export function fillColumns(columns: (Column | undefined)[], { names, ...filling }: TensorFilling): void {
  const { slots } = toKnownInputs(filling.model.plan);
  names.forEach((name, component) => {
    for (const slot of slots.get(name) ?? [])
      fillSlot(columns, slot, { ...filling, part: { component, width: names.length } });
  });
}

function fillSlot(
  columns: (Column | undefined)[],
  slot: number,
  { model, tensor, read, part }: Omit<TensorFilling, 'names'> & { readonly part: Part },
): void {
  const spec = model.plan.columns[slot];
  if (spec === undefined) return;
  if (columns[slot] !== undefined)
    throw toInputError(tensor.name, `column ${JSON.stringify(spec.name)} is given twice`);
  const column = pickComponent(toWholeColumn(spec, { tensor, read }), part);
  columns[slot] = fillMissing(column, { model: model.name, spec, nulls: pickNulls(read.nulls, part) });
}

/** All values of a tensor; where they are of one column, it may have several a record. */
function toWholeColumn(
  { type }: ColumnSpec,
  { tensor, read }: Pick<TensorFilling, 'tensor' | 'read'>,
): Column {
  const { name, datatype, shape } = tensor;
  if (type === 'image' && datatype === 'BYTES') return toImageColumn(tensor, read);
  const column = toColumn(read.data, type === 'image' ? 'float32' : type, { input: name, datatype });
  return { ...column, width: countValues(shape.slice(1)) };
}

interface Part {
  readonly component: number;
  readonly width: number;
}

function pickComponent(column: Column, { component, width }: Part): Column {
  if (width === 1) return column;
  const length = column.values.length / width;
  const indexes = Uint32Array.from({ length }, (_, k) => k * width + component);
  return pickColumn({ ...column, width: 1 }, indexes);
}

function pickNulls(nulls: readonly number[], { component, width }: Part): readonly number[] {
  if (width === 1) return nulls;
  return nulls.filter((index) => index % width === component).map((index) => Math.floor(index / width));
}
