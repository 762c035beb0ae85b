import { type RecordRange, sliceColumn } from '../table/column-slices.ts';
import { concatColumns } from '../table/concat-columns.ts';
import type { Column, TensorColumn } from '../records.ts';
import type { Batch } from '../plan/run-batch.ts';

/** The records of several requests for one model, one request's after the other's. */
export function mergeBatches(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first === undefined) throw new Error('Cannot merge batches: there are none');
  if (batches.length === 1) return first;
  return {
    count: batches.reduce((sum, { count }) => sum + count, 0),
    columns: first.columns.map((_, k) =>
      concatColumns(batches.map(({ columns }) => toTensorColumn(columns[k]))),
    ),
  };
}

export function sliceBatch({ columns }: Batch, range: RecordRange): Batch {
  return { count: range.end - range.start, columns: columns.map((column) => sliceColumn(column, range)) };
}

function toTensorColumn(column: Column | undefined): TensorColumn {
  if (column !== undefined && column.type !== 'image') return column;
  throw new Error(`Cannot merge batches: a column ${column === undefined ? 'is missing' : 'holds images'}`);
}
