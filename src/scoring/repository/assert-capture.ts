import type { PredictionPlan } from '../model.ts';
import { type ModelManifest, toInvalidModel } from '../model-manifest.ts';
import type { ColumnSpec } from '../records.ts';

/** Throws InvalidModel where `capture` names a column that the model has not: one misspelt would be kept unmasked. */
export function assertCapture(
  { name, key, capture }: ModelManifest,
  columns: readonly ColumnSpec[],
  predictions: readonly PredictionPlan[],
): void {
  const known = new Set([
    key,
    ...columns.map((column) => column.name),
    ...predictions.map((column) => column.name),
  ]);
  const unknown = [...(capture?.columns ?? []), ...(capture?.mask ?? [])].find(
    (column) => !known.has(column),
  );
  if (unknown !== undefined)
    throw toInvalidModel(name, `its "capture" names ${JSON.stringify(unknown)}, which is no column of it`);
}
