import type { Cell } from './column-values.ts';
import type { ListItem } from './list-values.ts';
import type { Column, ColumnSpec, ColumnType, ListFormat } from '../records.ts';

/** A column while it is being filled. */
export interface ColumnStore {
  readonly column: Column;
  /** The values of a string column, to be written to. */
  readonly texts?: string[];
  /** What stands where no value is. */
  readonly empty: Cell;
  readonly set: (index: number, cell: Cell) => void;
  /** Moves one value to a lower index. */
  readonly move: (from: number, to: number) => void;
  /** The column cut to its valid values. */
  readonly finish: (count: number) => Column;
}

/** Makes room for the values of `capacity` records. */
export function createColumnStore(spec: Pick<ColumnSpec, 'type' | 'list'>, capacity: number): ColumnStore {
  const { type, list } = spec;
  return list === undefined ? createPlainStore(type, capacity) : listStore(type, list, capacity);
}

/** The same value for each of `count` records. */
export function repeatCell(spec: Pick<ColumnSpec, 'type' | 'list'>, cell: Cell, count: number): Column {
  const store = createColumnStore(spec, count);
  for (let k = 0; k < count; k++) store.set(k, cell);
  return store.finish(count);
}

function createPlainStore(type: ColumnType, capacity: number): ColumnStore {
  switch (type) {
    case 'float32':
      return numberStore({ type, values: new Float32Array(capacity) });
    case 'float64':
      return numberStore({ type, values: new Float64Array(capacity) });
    case 'int32':
      return numberStore({ type, values: new Int32Array(capacity) });
    case 'bool':
      return numberStore({ type, values: new Uint8Array(capacity) });
    case 'int64':
      return int64Store(new BigInt64Array(capacity));
    case 'string':
      return stringStore(new Array<string>(capacity).fill(''));
    case 'image':
      return imageStore(new Array<Uint8Array>(capacity).fill(noBytes));
  }
}

const noBytes = new Uint8Array();

type NumberColumn = Extract<Column, { type: 'float32' | 'float64' | 'int32' | 'bool' }>;

function numberStore(column: NumberColumn): ColumnStore {
  const { values } = column;
  return {
    column,
    empty: 0,
    set: (index, cell) => void (values[index] = Number(cell)),
    move: (from, to) => void (values[to] = values[from] ?? 0),
    finish: (count) => cut(column, count),
  };
}

function cut(column: NumberColumn, count: number): Column {
  if (count === column.values.length) return column;
  switch (column.type) {
    case 'float32':
      return { type: column.type, values: column.values.subarray(0, count) };
    case 'float64':
      return { type: column.type, values: column.values.subarray(0, count) };
    case 'int32':
      return { type: column.type, values: column.values.subarray(0, count) };
    case 'bool':
      return { type: column.type, values: column.values.subarray(0, count) };
  }
}

function int64Store(values: BigInt64Array<ArrayBuffer>): ColumnStore {
  return {
    column: { type: 'int64', values },
    empty: 0n,
    set: (index, cell) => void (values[index] = typeof cell === 'object' ? 0n : BigInt(cell)),
    move: (from, to) => void (values[to] = values[from] ?? 0n),
    finish: (count) => ({ type: 'int64', values: values.subarray(0, count) }),
  };
}

function stringStore(values: string[]): ColumnStore {
  return {
    column: { type: 'string', values },
    texts: values,
    empty: '',
    set: (index, cell) => void (values[index] = String(cell)),
    move: (from, to) => void (values[to] = values[from] ?? ''),
    finish: (count) => ({
      type: 'string',
      values: count === values.length ? values : values.slice(0, count),
    }),
  };
}

/** So many values a record, side by side. */
function listStore(type: ColumnType, { length, pad }: ListFormat, capacity: number): ColumnStore {
  const items = createPlainStore(type, capacity * length);
  return {
    column: items.column,
    empty: [],
    set: (index, cell) => {
      const values = isList(cell) ? cell : [];
      for (let k = 0; k < length; k++) items.set(index * length + k, values[k] ?? pad);
    },
    move: (from, to) => {
      for (let k = 0; k < length; k++) items.move(from * length + k, to * length + k);
    },
    finish: (count) => ({ ...items.finish(count * length), width: length }),
  };
}

function isList(cell: Cell): cell is readonly ListItem[] {
  return Array.isArray(cell);
}

function imageStore(values: Uint8Array[]): ColumnStore {
  return {
    column: { type: 'image', values },
    empty: noBytes,
    set: (index, cell) => void (values[index] = cell instanceof Uint8Array ? cell : noBytes),
    move: (from, to) => void (values[to] = values[from] ?? noBytes),
    finish: (count) => ({ type: 'image', values: values.slice(0, count) }),
  };
}
