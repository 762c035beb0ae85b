import type { TensorColumn, TensorType } from '../records.ts';

/** The records of several columns, one column's after the other's; all are of the first one's type and width. */
export function concatColumns(parts: readonly TensorColumn[]): TensorColumn {
  const [first] = parts;
  if (first === undefined) throw new Error('Cannot join columns: there are none');
  if (parts.length === 1) return first;
  const size = parts.reduce((sum, { values }) => sum + values.length, 0);
  switch (first.type) {
    case 'string':
      return { ...first, values: pickType(parts, first.type).flatMap(({ values }) => values) };
    case 'float32':
      return { ...first, values: join(new Float32Array(size), pickType(parts, first.type)) };
    case 'float64':
      return { ...first, values: join(new Float64Array(size), pickType(parts, first.type)) };
    case 'int64':
      return { ...first, values: join(new BigInt64Array(size), pickType(parts, first.type)) };
    case 'int32':
      return { ...first, values: join(new Int32Array(size), pickType(parts, first.type)) };
    case 'bool':
      return { ...first, values: join(new Uint8Array(size), pickType(parts, first.type)) };
  }
}

type ColumnOf<T extends TensorType> = Extract<TensorColumn, { readonly type: T }>;

function pickType<T extends TensorType>(parts: readonly TensorColumn[], type: T): readonly ColumnOf<T>[] {
  return parts.map((part) => {
    if (isType(part, type)) return part;
    throw new Error(`Cannot join columns: one is of type ${part.type}, another of type ${type}`);
  });
}

function isType<T extends TensorType>(column: TensorColumn, type: T): column is ColumnOf<T> {
  return column.type === type;
}

interface Joinable<V> extends Iterable<V> {
  readonly length: number;
}

function join<V, T extends { set(values: ArrayLike<V>, offset: number): void }>(
  target: T,
  parts: readonly { readonly values: Joinable<V> & ArrayLike<V> }[],
): T {
  let offset = 0;
  for (const { values } of parts) {
    target.set(values, offset);
    offset += values.length;
  }
  return target;
}
