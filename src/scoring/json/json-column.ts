import { createColumnStore } from '../table/column-store.ts';
import { parseCellJson } from '../table/column-values.ts';
import type { Column, ColumnSpec } from '../records.ts';
import type { ValueFault } from '../tensor/value-faults.ts';

type PutValue = (index: number, value: unknown) => ValueFault | undefined;

/** A column that takes values of parsed JSON. */
export interface JsonColumn {
  readonly name: string;
  /** Puts a value at its place, or tells what is wrong with it. */
  readonly put: PutValue;
  /** The column cut to its valid values. */
  readonly finish: (count: number) => Column;
}

/** Makes room for `capacity` values. Most columns hold numbers or texts, and most requests one record: those take no detour. */
export function createJsonColumn(spec: ColumnSpec, capacity: number): JsonColumn {
  if (spec.list !== undefined) return createAnyColumn(spec, capacity);
  switch (spec.type) {
    case 'float32':
      return createFloat32Column(spec, new Float32Array(capacity));
    case 'string':
      return createStringColumn(spec, new Array<string>(capacity).fill(''));
    case 'float64':
    case 'int64':
    case 'int32':
    case 'bool':
    case 'image':
      return createAnyColumn(spec, capacity);
  }
}

function createFloat32Column(spec: ColumnSpec, values: Float32Array<ArrayBuffer>): JsonColumn {
  return {
    name: spec.name,
    put: (index, value) => {
      if (typeof value === 'number') {
        values[index] = value;
        if (Number.isFinite(values[index])) return undefined;
      }
      const parsed = parseCellJson(value, spec);
      if ('fault' in parsed) return parsed.fault;
      values[index] = Number(parsed.cell);
      return undefined;
    },
    finish: (count) => ({
      type: 'float32',
      values: count === values.length ? values : values.subarray(0, count),
    }),
  };
}

function createStringColumn(spec: ColumnSpec, values: string[]): JsonColumn {
  return {
    name: spec.name,
    put: (index, value) => {
      if (typeof value === 'string' && value !== '') {
        values[index] = value;
        return undefined;
      }
      const parsed = parseCellJson(value, spec);
      if ('fault' in parsed) return parsed.fault;
      values[index] = String(parsed.cell);
      return undefined;
    },
    finish: (count) => ({
      type: 'string',
      values: count === values.length ? values : values.slice(0, count),
    }),
  };
}

function createAnyColumn(spec: ColumnSpec, capacity: number): JsonColumn {
  const store = createColumnStore(spec, capacity);
  return {
    name: spec.name,
    put: (index, value) => {
      const parsed = parseCellJson(value, spec);
      if ('fault' in parsed) return parsed.fault;
      store.set(index, parsed.cell);
      return undefined;
    },
    finish: store.finish,
  };
}
