import { type ColumnStore, createColumnStore } from './column-store.ts';
import { parseCellJson } from './column-values.ts';
import type { Column, ColumnSpec } from './records.ts';
import type { ValueFault } from './value-faults.ts';

type PutValue = (index: number, value: unknown) => ValueFault | undefined;

/** A column that takes values of parsed JSON. */
export interface JsonColumn {
  readonly name: string;
  /** Puts a value at its place, or tells what is wrong with it. */
  readonly put: PutValue;
  /** The column cut to its valid values. */
  readonly finish: (count: number) => Column;
}

/** Makes room for `capacity` values. */
export function createJsonColumn(spec: ColumnSpec, capacity: number): JsonColumn {
  const store = createColumnStore(spec.type, capacity);
  const putAny: PutValue = (index, value) => {
    const parsed = parseCellJson(value, spec);
    if ('fault' in parsed) return parsed.fault;
    store.set(index, parsed.cell);
    return undefined;
  };
  return { name: spec.name, put: createQuickPut(store, putAny), finish: store.finish };
}

/** Takes the values that are most often there without a detour; `putAny` takes the others. */
function createQuickPut({ column, set }: ColumnStore, putAny: PutValue): PutValue {
  if (column.type === 'float32' || column.type === 'float64') {
    const { values } = column;
    return (index, value) => {
      if (typeof value !== 'number') return putAny(index, value);
      values[index] = value;
      return Number.isFinite(values[index]) ? undefined : putAny(index, value);
    };
  }
  if (column.type !== 'string') return putAny;
  return (index, value) => {
    if (typeof value !== 'string' || value === '') return putAny(index, value);
    set(index, value);
    return undefined;
  };
}
