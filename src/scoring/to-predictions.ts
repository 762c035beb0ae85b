import type { ScoringPlan } from './model.ts';
import { createPredictionColumns } from './prediction-columns.ts';
import type { Predictions } from './predictions.ts';
import type { ScoredRecords } from './score-records.ts';

/** Outputs as the manifest names them: columns with a value a record that got an answer. */
export function toPredictions(
  { predictions }: Pick<ScoringPlan, 'predictions'>,
  {
    records: { count },
    outputs,
  }: Pick<ScoredRecords, 'outputs'> & { readonly records: { readonly count: number } },
): Predictions {
  const columns = createPredictionColumns(predictions, count);
  if (count > 0) columns.append(outputs, count);
  return columns.finish();
}
