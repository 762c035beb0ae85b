import type { OnnxValue } from '../model.ts';
import { toInvalidModel, type WindowSource } from '../model-manifest.ts';
import type { ColumnSpec, TensorType } from '../records.ts';

export interface WindowInput {
  readonly input: OnnxValue;
  readonly type: TensorType;
  readonly source: WindowSource;
}

/** The column that fills an input [N, L] or [N, L, C], of each time its C values; throws InvalidModel where it does not fit. */
export function planWindow(
  model: string,
  { input, type, source }: WindowInput,
): { readonly spec: ColumnSpec; readonly recordDims: readonly number[] } {
  const { name, dims } = input;
  const { length, columns } = source;
  const shape = `[${dims.join(', ')}]`;
  if (type !== 'float32' && type !== 'float64')
    throw toInvalidModel(
      model,
      `input "${name}" is of type ${type}, values of a series are float32 or float64`,
    );
  const wanted = dims.length === 2 && columns.length === 1 ? [length] : [length, columns.length];
  const fits =
    dims.length === wanted.length + 1 &&
    dims.slice(1).every((dim, k) => typeof dim === 'string' || dim === wanted[k]);
  if (!fits) {
    const many = columns.length === 1 ? 'a column' : `${columns.length} columns`;
    throw toInvalidModel(
      model,
      `input "${name}" of shape ${shape} cannot be made of ${length} times of ${many}`,
    );
  }
  const list = { length: length * columns.length, pad: NaN };
  return { spec: { name, type, list, missing: { rule: 'required' } }, recordDims: wanted };
}
