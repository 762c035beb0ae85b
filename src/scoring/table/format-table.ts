import type { OutputOptions } from '../chunk-scorer.ts';
import { formatCsv } from '../csv/format-csv.ts';
import type { ScoringPlan } from '../model.ts';
import type { Predictions } from '../predictions.ts';
import type { Records } from '../records.ts';
import { toForecastRows } from '../series/series-predictions.ts';

export interface Answered {
  readonly records: Records;
  readonly predictions: Predictions;
}

/** The lines of predictions.csv, without header: one a record, or of a forecast one a series and time to come. */
export function formatTable(
  { series }: Pick<ScoringPlan, 'series'>,
  { records, predictions }: Answered,
  output?: OutputOptions,
): Uint8Array<ArrayBuffer> {
  if (series === undefined) return formatCsv(records, predictions, output);
  const lines = toForecastRows(records, predictions, series);
  return formatCsv(lines.records, lines.predictions, output);
}
