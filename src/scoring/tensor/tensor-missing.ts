import { createColumnStore } from '../table/column-store.ts';
import { widthOf } from '../table/column-slices.ts';
import { toMissingCell } from '../table/column-values.ts';
import type { Column, ColumnSpec } from '../records.ts';
import { ScoringError } from '../scoring-error.ts';
import { missingValue, toValueError } from './value-faults.ts';

export interface MissingOptions {
  /** Name of the model, for messages. */
  readonly model: string;
  readonly spec: ColumnSpec;
  /** Indexes of values that were null. */
  readonly nulls: readonly number[];
}

/** Lets what stands for no value - a null, NaN, the empty text - be what the manifest says: an error, NaN, or a default. */
export function fillMissing(column: Column, { model, spec, nulls }: MissingOptions): Column {
  // What is missing already is as it should be, to the bit.
  if (spec.missing.rule === 'nan' && nulls.length === 0) return column;
  // The empty text fills up a list of texts.
  const isPadded = spec.list !== undefined && column.type === 'string';
  const indexes = isPadded ? [] : findMissing(column, nulls);
  const [first] = indexes;
  if (first === undefined) return column;
  const missing = spec.list === undefined ? toMissingCell(spec) : { fault: missingValue };
  if ('cell' in missing) {
    const store = createColumnStore({ type: column.type }, column.values.length);
    column.values.forEach((value, k) => store.set(k, value));
    for (const index of indexes) store.set(index, missing.cell);
    return Object.assign({ ...column }, store.finish(column.values.length));
  }
  const row = Math.floor(first / widthOf(column)) + 1;
  const { message, ...place } = toValueError({ model, row }, spec.name, missing.fault);
  throw new ScoringError('InvalidRecord', message, { details: place });
}

/** A null among texts has become the empty text. */
function findMissing(column: Column, nulls: readonly number[]): readonly number[] {
  const found = column.type === 'string' ? [] : [...nulls];
  if (column.type === 'float32' || column.type === 'float64') {
    column.values.forEach((value, k) => {
      if (Number.isNaN(value)) found.push(k);
    });
  }
  if (column.type === 'string') {
    column.values.forEach((value, k) => {
      if (value === '') found.push(k);
    });
  }
  return found.sort((a, b) => a - b);
}
