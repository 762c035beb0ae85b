import { fillColumn } from '../table/column-slices.ts';
import { toMissingCell } from '../table/column-values.ts';
import { countValues } from '../image/image-format.ts';
import type { Column, ColumnSpec, TensorColumn } from '../records.ts';
import type { Batch } from '../plan/run-batch.ts';

/** Made-up records, all alike: what is missing, where that is allowed, else 0 or an empty text; black images. */
export function toAlikeRecords(columns: readonly ColumnSpec[], count: number): Batch {
  return { count, columns: columns.map((spec) => toAlikeColumn(spec, count)) };
}

/** Made-up records whose numbers differ from one to the next. */
export function toVariedRecords(columns: readonly ColumnSpec[], count: number): Batch {
  return { count, columns: columns.map((spec, k) => vary(toAlikeColumn(spec, count), k)) };
}

function toAlikeColumn(spec: ColumnSpec, count: number): TensorColumn {
  if (spec.type === 'image') {
    const width = countValues(spec.image);
    return { ...fillColumn('float32', 0, count * width), width };
  }
  if (spec.list !== undefined) {
    const { length, pad } = spec.list;
    return { ...fillColumn(spec.type, pad, count * length), width: length };
  }
  const parsed = toMissingCell(spec);
  const given = 'cell' in parsed && typeof parsed.cell !== 'object' ? parsed.cell : undefined;
  const cell = given ?? (spec.type === 'string' ? '' : 0);
  return fillColumn(spec.type, cell, count);
}

function vary(column: TensorColumn, seed: number): Column {
  const toNumber = (k: number) => ((k + 1) * (seed + 3) * 37) % 101;
  switch (column.type) {
    case 'float32':
      return { ...column, values: column.values.map((_, k) => toNumber(k) / 100) };
    case 'float64':
      return { ...column, values: column.values.map((_, k) => toNumber(k) / 100) };
    case 'int64':
      return { ...column, values: column.values.map((_, k) => BigInt(toNumber(k) % 2)) };
    case 'int32':
      return { ...column, values: column.values.map((_, k) => toNumber(k) % 2) };
    case 'bool':
      return { ...column, values: column.values.map((_, k) => toNumber(k) % 2) };
    case 'string':
      return column;
  }
}
