import { toPredictionJson } from '../scoring/json/format-json.ts';
import type { Model } from '../scoring/model.ts';
import type { PredictionJson } from '../scoring/predictions.ts';
import type { ScoredRecords } from '../scoring/score-records.ts';
import { toPredictions } from '../scoring/plan/to-predictions.ts';

/** The predictions of records that all got an answer, an object a record. */
export function toPredictionList(
  { plan }: Pick<Model, 'plan'>,
  scored: ScoredRecords,
): readonly PredictionJson[] {
  return toPredictionJson(toPredictions(plan, scored));
}
