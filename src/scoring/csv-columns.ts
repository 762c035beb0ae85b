import type { ColumnStore } from './column-store.ts';
import { parseCellText } from './column-values.ts';
import { type FieldTable, plainField } from './csv-fields.ts';
import { parsePlainDecimal } from './csv-number.ts';
import { toFieldText, toShownText } from './field-text.ts';
import type { ColumnSpec } from './records.ts';
import { createStringInterner } from './string-interner.ts';
import { notUtf8, type ValueFault } from './value-faults.ts';

/** A run of split records; the first goes to `position` of each column. */
export interface RecordBlock {
  readonly bytes: Uint8Array;
  readonly table: FieldTable;
  readonly records: number;
  readonly position: number;
}

/** Told of each faulty value; `record` counts from 0 within the block. */
export type OnFault = (record: number, fault: ValueFault) => void;

/** Reads one field of each record of a block into a column. */
export type ColumnReader = (block: RecordBlock, onFault: OnFault) => void;

export interface FieldTarget {
  readonly spec: ColumnSpec;
  /** Which field of the record. */
  readonly field: number;
  readonly store: ColumnStore;
}

export function createColumnReader(target: FieldTarget): ColumnReader {
  const { column } = target.store;
  switch (column.type) {
    case 'float32':
    case 'float64':
      return createFloatReader(target, column.values);
    case 'string':
      return createStringReader(target);
    case 'int32':
    case 'int64':
    case 'bool':
      return createCellReader(target);
  }
}

function createFloatReader(target: FieldTarget, values: Float32Array | Float64Array): ColumnReader {
  const { field } = target;
  const readCell = createCellSetter(target);
  // A plain decimal has at most 15 digits, far from what float32 cannot hold.
  return ({ bytes, table, records, position }, onFault) => {
    const { width, starts, ends, fieldCounts } = table;
    for (let record = 0; record < records; record++) {
      const index = record * width + field;
      const value = parsePlainDecimal(bytes, starts[index] ?? 0, ends[index] ?? 0);
      values[position + record] = value;
      if (value !== value && fieldCounts[record] === width) {
        const fault = readCell(bytes, table, index, position + record);
        if (fault !== undefined) onFault(record, fault);
      }
    }
  };
}

/** Each value by way of its text: for the types that are not read often, and for what is not plain. */
function createCellReader(target: FieldTarget): ColumnReader {
  const readCell = createCellSetter(target);
  return ({ bytes, table, records, position }, onFault) => {
    for (let record = 0; record < records; record++) {
      if (table.fieldCounts[record] !== table.width) continue;
      const fault = readCell(bytes, table, record * table.width + target.field, position + record);
      if (fault !== undefined) onFault(record, fault);
    }
  };
}

function createStringReader(target: FieldTarget): ColumnReader {
  const { field, store } = target;
  const readCell = createCellSetter(target);
  const intern = createStringInterner();
  return ({ bytes, table, records, position }, onFault) => {
    const { width, starts, ends, kinds, fieldCounts } = table;
    for (let record = 0; record < records; record++) {
      if (fieldCounts[record] !== width) continue;
      const index = record * width + field;
      const start = starts[index] ?? 0;
      const end = ends[index] ?? 0;
      const text = kinds[index] === plainField && end > start ? intern(bytes, start, end) : undefined;
      if (text !== undefined) {
        store.set(position + record, text);
        continue;
      }
      const fault = readCell(bytes, table, index, position + record);
      if (fault !== undefined) onFault(record, fault);
    }
  };
}

type CellSetter = (bytes: Uint8Array, table: FieldTable, index: number, at: number) => ValueFault | undefined;

function createCellSetter({ spec, store }: FieldTarget): CellSetter {
  return (bytes, table, index, at) => {
    const text = toFieldText(table, bytes, index);
    const notText = text === undefined && spec.type === 'string';
    const parsed = notText
      ? { fault: notUtf8 }
      : parseCellText(text ?? toShownText(table, bytes, index), spec);
    // A faulty value leaves nothing of an earlier record in its place.
    store.set(at, 'fault' in parsed ? store.empty : parsed.cell);
    return 'fault' in parsed ? parsed.fault : undefined;
  };
}
