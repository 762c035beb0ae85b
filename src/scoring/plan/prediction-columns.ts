import { fillColumn, pickColumn } from '../table/column-slices.ts';
import type { PlainTensor, PredictionPlan } from '../model.ts';
import type { PredictionList, PredictionValues } from '../predictions.ts';
import type { TensorColumn } from '../records.ts';
import { createItemReader } from './list-items.ts';
import { toTopValues } from './top-classes.ts';

/** The values of one prediction column, one a record, out of the output that it is made of. */
export function toPredictionValues(plan: PredictionPlan, tensor: PlainTensor): PredictionValues {
  const { output, component, top } = plan;
  const [records = 0] = tensor.dims;
  const width = records === 0 ? 0 : tensor.values.length / records;
  if (top !== undefined) {
    if (width === top.labels.length) return toTopValues({ values: tensor.values, records }, top);
    throw new Error(
      `Cannot name the classes of "${output}": they are ${width}, the labels ${top.labels.length}`,
    );
  }
  if (plan.list === true) return toLists(tensor.values, { records, width });
  if (component < width) return toValues(width === 1 ? tensor : pickComponent(tensor, component, width));
  throw new Error(`Cannot read output "${output}": its shape is [${tensor.dims.join(', ')}], not [N, C]`);
}

/** The values of a column of no records. */
export function toNoValues({ type, top, list }: PredictionPlan): PredictionValues {
  return list === true || (top !== undefined && top.count > 1) ? [] : toValues(fillColumn(type, 0, 0));
}

function toLists(
  values: PlainTensor['values'],
  { records, width }: { readonly records: number; readonly width: number },
): readonly PredictionList[] {
  const read = createItemReader(values);
  return Array.from({ length: records }, (_, record) =>
    Array.from({ length: width }, (_item, k) => read(record * width + k)),
  );
}

function pickComponent(
  { dims: [records = 0], ...tensor }: PlainTensor,
  component: number,
  width: number,
): TensorColumn {
  const indexes = new Uint32Array(records);
  for (let k = 0; k < records; k++) indexes[k] = k * width + component;
  return pickColumn(tensor, indexes);
}

function toValues(column: TensorColumn): PredictionValues {
  return column.type === 'bool' ? Array.from(column.values, Boolean) : column.values;
}
