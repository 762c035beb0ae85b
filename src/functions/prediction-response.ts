import type { HttpResponseInit } from '@azure/functions';
import { formatCsvLine } from '../scoring/csv/format-csv.ts';
import { toPredictionJson } from '../scoring/json/format-json.ts';
import { toOutputNames } from '../scoring/plan/output-names.ts';
import { formatTable } from '../scoring/table/format-table.ts';
import type { Model } from '../scoring/model.ts';
import type { ScoredRecords } from '../scoring/score-records.ts';
import { toPredictions } from '../scoring/plan/to-predictions.ts';
import { chooseMediaType } from './http/media-type.ts';
import type { WebRequest } from './http/web-request.ts';

/** Answers predictions as JSON, an element a record, or as CSV, a line a record that could be scored, as in predictions.csv. */
export function toPredictionResponse(
  request: WebRequest,
  model: Model,
  scored: ScoredRecords,
): HttpResponseInit {
  const type = chooseMediaType(request, ['application/json', 'text/csv']);
  return type === 'text/csv' ? toCsvResponse(model, scored) : toJsonResponse(model, scored);
}

function toJsonResponse(model: Model, scored: ScoredRecords): HttpResponseInit {
  const predictions = toAnswers(model, scored);
  return {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: model.name, version: model.version, predictions }),
  };
}

/** In the order of the records that were sent, whether they could be scored or not. */
function toAnswers(model: Model, scored: ScoredRecords): readonly unknown[] {
  const { rows, errors, total } = scored.records;
  const predictions = toPredictionJson(toPredictions(model.plan, scored));
  if (errors.length === 0) return predictions;
  const answers = new Map<number, unknown>(errors.map((error) => [error.row, { error }]));
  for (const [index, prediction] of predictions.entries()) answers.set(rows[index] ?? 0, prediction);
  return Array.from({ length: total }, (_, index) => answers.get(index + 1));
}

function toCsvResponse(model: Model, scored: ScoredRecords): HttpResponseInit {
  const { records } = scored;
  const predictions = toPredictions(model.plan, scored);
  const key = records.keys === undefined || model.plan.key === undefined ? [] : [model.plan.key];
  const columns = { header: key, include: 'key' } as const;
  const header = formatCsvLine(['row', ...toOutputNames(model.plan, columns)]);
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'onscore-model': `${model.name}/${model.version}`,
      'onscore-failed-records': String(records.errors.length),
    },
    body: Buffer.concat([Buffer.from(header), formatTable(model.plan, { records, predictions })]),
  };
}
