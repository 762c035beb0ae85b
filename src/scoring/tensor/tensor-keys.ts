import type { TensorColumn } from '../records.ts';
import type { InputTensor, ReadTensor } from './tensor-data.ts';
import { toInputError } from './tensor-error.ts';
import { toColumn } from './tensor-to-column.ts';

/** The keys that a tensor holds, as text; a whole number as it is written. */
export function toKeys({ name, datatype }: InputTensor, { data, nulls }: ReadTensor): readonly string[] {
  const isText = data.kind === 'texts' || data.kind === 'blobs';
  const keys = toKeyTexts(toColumn(data, isText ? 'string' : 'int64', { input: name, datatype }));
  const [first] = nulls;
  if (first === undefined) return keys;
  throw toInputError(name, `data[${first}] is null, expected a key`, { index: first });
}

export function toKeyTexts({ values }: TensorColumn): readonly string[] {
  const each: Iterable<string | number | bigint> = values;
  return Array.from(each, String);
}
