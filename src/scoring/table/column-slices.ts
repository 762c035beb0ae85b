import type { Column, TensorColumn, TensorType } from '../records.ts';
import { sliceEncoded } from '../summary/encode-categories.ts';

/** From a first index up to, not including, an end. */
export interface RecordRange {
  readonly start: number;
  readonly end: number;
}

/** How many values of a column belong to one record. */
export function widthOf(column: Column): number {
  return column.type === 'image' ? 1 : (column.width ?? 1);
}

/** A view of a part of a column, the column itself where that is all of it; strings of a part are copied. */
export function sliceColumn<C extends Column>(column: C, range: RecordRange): C;
export function sliceColumn(column: Column, range: RecordRange): Column {
  const width = widthOf(column);
  const start = range.start * width;
  const end = range.end * width;
  if (start === 0 && end === column.values.length) return column;
  switch (column.type) {
    case 'image':
      return { ...column, values: column.values.slice(start, end) };
    case 'string':
      return {
        ...column,
        values: column.values.slice(start, end),
        ...(column.encoded && { encoded: sliceEncoded(column.encoded, start, end) }),
      };
    case 'float32':
      return { ...column, values: column.values.subarray(start, end) };
    case 'float64':
      return { ...column, values: column.values.subarray(start, end) };
    case 'int64':
      return { ...column, values: column.values.subarray(start, end) };
    case 'int32':
      return { ...column, values: column.values.subarray(start, end) };
    case 'bool':
      return { ...column, values: column.values.subarray(start, end) };
  }
}

/** A column of one value. */
export function fillColumn(
  type: TensorType,
  value: string | number | bigint | boolean,
  length: number,
): TensorColumn {
  switch (type) {
    case 'string':
      return { type, values: new Array<string>(length).fill(String(value)) };
    case 'float32':
      return { type, values: new Float32Array(length).fill(Number(value)) };
    case 'float64':
      return { type, values: new Float64Array(length).fill(Number(value)) };
    case 'int64':
      return { type, values: new BigInt64Array(length).fill(BigInt(value)) };
    case 'int32':
      return { type, values: new Int32Array(length).fill(Number(value)) };
    case 'bool':
      return { type, values: new Uint8Array(length).fill(Number(value)) };
  }
}

/** The values of the records at these indexes, in their order. */
export function pickColumn<C extends Column>(column: C, records: ArrayLike<number>): C;
export function pickColumn(column: Column, records: ArrayLike<number>): Column {
  const indexes = spreadIndexes(records, widthOf(column));
  switch (column.type) {
    case 'image':
      return { ...column, values: pick(new Array<Uint8Array>(indexes.length), column.values, indexes) };
    case 'string': {
      const { type, width } = column;
      const values = pick(new Array<string>(indexes.length), column.values, indexes);
      return { type, values, ...(width !== undefined && { width }) };
    }
    case 'float32':
      return { ...column, values: pick(new Float32Array(indexes.length), column.values, indexes) };
    case 'float64':
      return { ...column, values: pick(new Float64Array(indexes.length), column.values, indexes) };
    case 'int64':
      return { ...column, values: pick(new BigInt64Array(indexes.length), column.values, indexes) };
    case 'int32':
      return { ...column, values: pick(new Int32Array(indexes.length), column.values, indexes) };
    case 'bool':
      return { ...column, values: pick(new Uint8Array(indexes.length), column.values, indexes) };
  }
}

/** Where the values of these records are. */
function spreadIndexes(records: ArrayLike<number>, width: number): ArrayLike<number> {
  if (width === 1) return records;
  const indexes = new Uint32Array(records.length * width);
  for (let at = 0; at < indexes.length; at++)
    indexes[at] = (records[Math.floor(at / width)] ?? 0) * width + (at % width);
  return indexes;
}

/** Fills a target with the values at these indexes; the target is the caller's own. */
export function pick<V, T extends Record<number, V>>(
  target: T,
  values: ArrayLike<V>,
  indexes: ArrayLike<number>,
): T {
  const out: Record<number, V> = target;
  for (let k = 0; k < indexes.length; k++) {
    const value = values[indexes[k] ?? 0];
    if (value !== undefined) out[k] = value;
  }
  return target;
}

/** Repeats the last record up to a length. */
export function padColumn<C extends Column>(column: C, length: number): C {
  const last = column.values.length / widthOf(column) - 1;
  return pickColumn(
    column,
    Array.from({ length }, (_, k) => Math.min(k, last)),
  );
}

/** Columns of one type and a value a record side by side, record by record: [N, C]. */
export function weaveColumns(parts: readonly TensorColumn[], type: TensorType): TensorColumn {
  const size = parts.reduce((sum, { values }) => sum + values.length, 0);
  switch (type) {
    case 'string':
      return {
        type,
        values: weave(
          new Array<string>(size).fill(''),
          parts.flatMap((part) => (part.type === 'string' ? [part.values] : [])),
        ),
      };
    case 'float32':
      return {
        type,
        values: weave(
          new Float32Array(size),
          parts.flatMap((part) => (part.type === 'float32' ? [part.values] : [])),
        ),
      };
    case 'float64':
      return {
        type,
        values: weave(
          new Float64Array(size),
          parts.flatMap((part) => (part.type === 'float64' ? [part.values] : [])),
        ),
      };
    case 'int64':
      return {
        type,
        values: weave(
          new BigInt64Array(size),
          parts.flatMap((part) => (part.type === 'int64' ? [part.values] : [])),
        ),
      };
    case 'int32':
      return {
        type,
        values: weave(
          new Int32Array(size),
          parts.flatMap((part) => (part.type === 'int32' ? [part.values] : [])),
        ),
      };
    case 'bool':
      return {
        type,
        values: weave(
          new Uint8Array(size),
          parts.flatMap((part) => (part.type === 'bool' ? [part.values] : [])),
        ),
      };
  }
}

function weave<V, T extends Record<number, V>>(target: T, parts: readonly ArrayLike<V>[]): T {
  const out: Record<number, V> = target;
  for (const [offset, part] of parts.entries()) {
    for (let k = 0, at = offset; k < part.length; k++, at += parts.length) {
      const value = part[k];
      if (value !== undefined) out[at] = value;
    }
  }
  return target;
}
