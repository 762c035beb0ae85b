import type { PredictionPlan, ScoringPlan } from '../model.ts';
import { toNoValues, toPredictionValues } from './prediction-columns.ts';
import type { Predictions, PredictionValues } from '../predictions.ts';
import type { Records } from '../records.ts';
import type { ScoredRecords } from '../score-records.ts';
import { withTimes } from '../series/series-predictions.ts';

type Answered = Pick<ScoredRecords, 'outputs'> & {
  readonly records: Pick<Records, 'count' | 'origins'>;
};

/** Outputs as the manifest names them: columns with a value a record that got an answer. */
export function toPredictions(
  { predictions, series }: Pick<ScoringPlan, 'predictions' | 'series'>,
  { records, outputs }: Answered,
): Predictions {
  const { count } = records;
  const toValues = (plan: PredictionPlan): PredictionValues => {
    const tensor = outputs.get(plan.output);
    if (count === 0) return toNoValues(plan);
    if (tensor?.dims[0] === count) return toPredictionValues(plan, tensor);
    const what =
      tensor === undefined ? 'the model did not give it' : `its shape is [${tensor.dims.join(', ')}]`;
    throw new Error(`Cannot read output "${plan.output}" of ${count} records: ${what}`);
  };
  const columns = predictions.map((plan) => ({ name: plan.name, values: toValues(plan) }));
  return series === undefined ? { count, columns } : withTimes({ count, columns }, records, series);
}
