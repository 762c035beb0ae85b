import type { HttpRequest, HttpResponseInit } from '@azure/functions';
import { formatCsv, formatCsvLine } from '../scoring/format-csv.ts';
import { toPredictionJson } from '../scoring/format-json.ts';
import type { Model } from '../scoring/model.ts';
import type { RecordError } from '../scoring/records.ts';
import type { ScoredRecords } from '../scoring/score-records.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { toPredictions } from '../scoring/to-predictions.ts';
import { chooseMediaType } from './media-type.ts';

/** Answers predictions as JSON, an element a record, or as CSV, a line a record that could be scored, as in predictions.csv. */
export function toPredictionResponse(
  request: HttpRequest,
  model: Model,
  scored: ScoredRecords,
): HttpResponseInit {
  const type = chooseMediaType(request, ['application/json', 'text/csv']);
  return type === 'text/csv' ? toCsvResponse(model, scored) : toJsonResponse(model, scored);
}

/** Fails with the first record that cannot be scored, if there is one. */
export function assertAllValid(errors: readonly RecordError[]): void {
  const [first, ...rest] = errors.toSorted((a, b) => a.row - b.row);
  if (first === undefined) return;
  const { message, ...place } = first;
  const details = { ...place, failed: rest.length + 1 };
  throw new ScoringError('InvalidRecord', message, { details });
}

function toJsonResponse(model: Model, scored: ScoredRecords): HttpResponseInit {
  const { records } = scored;
  const predictions = toPredictions(model.plan, scored);
  const answers = new Map<number, unknown>(records.errors.map((error) => [error.row, { error }]));
  toPredictionJson(predictions).forEach((prediction, index) =>
    answers.set(records.rows[index] ?? 0, prediction),
  );
  const inOrder = Array.from({ length: records.total }, (_, index) => answers.get(index + 1));
  return { jsonBody: { model: model.name, version: model.version, predictions: inOrder } };
}

function toCsvResponse(model: Model, scored: ScoredRecords): HttpResponseInit {
  const { records } = scored;
  const predictions = toPredictions(model.plan, scored);
  const key = records.keys === undefined || model.plan.key === undefined ? [] : [model.plan.key];
  const header = formatCsvLine(['row', ...key, ...predictions.columns.map(({ name }) => name)]);
  return {
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'onscore-model': `${model.name}/${model.version}`,
      'onscore-failed-records': String(records.errors.length),
    },
    body: Buffer.concat([Buffer.from(header), formatCsv(records, predictions)]),
  };
}
