import type { Predictions, PredictionValues } from '../predictions.ts';

/** Predictions and the rows that they are of, ascending. */
export interface RowPredictions {
  readonly rows: Uint32Array;
  readonly predictions: Predictions;
}

const absent = -1;

/**
 * Predictions of these rows: what there is none of is NaN, or an empty text or list. Where a column of whole numbers or
 * truths lacks one, it becomes numbers with a point, or texts.
 */
export function alignPredictions({ rows, predictions }: RowPredictions, wanted: Uint32Array): Predictions {
  const indexes = findRows(rows, wanted);
  const isWhole = rows.length === wanted.length && !indexes.includes(absent);
  if (isWhole) return predictions;
  const columns = predictions.columns.map(({ name, values }) => ({ name, values: pick(values, indexes) }));
  return { count: wanted.length, columns };
}

/** Where each of the wanted rows is among those there are. */
function findRows(rows: Uint32Array, wanted: Uint32Array): Int32Array {
  const indexes = new Int32Array(wanted.length).fill(absent);
  let at = 0;
  for (const [k, row] of wanted.entries()) {
    while (at < rows.length && (rows[at] ?? 0) < row) at++;
    if (rows[at] === row) indexes[k] = at;
  }
  return indexes;
}

function pick(values: PredictionValues, indexes: Int32Array): PredictionValues {
  if (values instanceof Float32Array) return Float32Array.from(indexes, (at) => values[at] ?? NaN);
  if (values instanceof BigInt64Array) return Array.from(indexes, (at) => String(values[at] ?? ''));
  if (ArrayBuffer.isView(values)) return Float64Array.from(indexes, (at) => values[at] ?? NaN);
  if (values.some((value) => typeof value === 'object')) {
    return Array.from(indexes, (at) => {
      const list = values[at];
      return typeof list === 'object' ? list : [];
    });
  }
  return Array.from(indexes, (at) => String(values[at] ?? ''));
}
