import type { OnnxValue } from '../model.ts';
import { type ListSource, toInvalidModel } from '../model-manifest.ts';
import type { ColumnSpec, ListFormat, TensorType } from '../records.ts';
import { parseJsonValue } from '../table/column-values.ts';

export interface ListInput {
  readonly input: OnnxValue;
  readonly type: TensorType;
  readonly source: ListSource;
}

/** The column of lists that makes an input [N, M]; throws InvalidModel where it does not fit. */
export function planList(model: string, { input, type, source }: ListInput): ColumnSpec {
  const { dims } = input;
  const { length, separator } = source;
  const [, width] = dims;
  if (dims.length !== 2 || (typeof width === 'number' && width !== length)) {
    const shape = `[${dims.join(', ')}]`;
    throw toInvalidModel(
      model,
      `input "${input.name}" of shape ${shape} cannot be made of lists of ${length}`,
    );
  }
  const list: ListFormat = {
    length,
    pad: toPad(model, { input, type, source }),
    ...(separator !== undefined && { separator }),
  };
  return { name: source.column ?? input.name, type, list, missing: toMissing(source) };
}

function toMissing({ default: value }: ListSource): ColumnSpec['missing'] {
  return value === undefined ? { rule: 'required' } : { rule: 'default', value };
}

function toPad(model: string, { input, type, source }: ListInput): number | string {
  const pad = source.pad ?? (type === 'string' ? '' : 0);
  const parsed = parseJsonValue(pad, type);
  if (!('fault' in parsed)) return pad;
  throw toInvalidModel(model, `the pad of input "${input.name}" ${parsed.fault.what}`);
}
