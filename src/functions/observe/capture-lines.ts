import { sliceColumn } from '../../scoring/table/column-slices.ts';
import { toPredictionJson } from '../../scoring/json/format-json.ts';
import type { Model } from '../../scoring/model.ts';
import type { PredictionJson, PredictionValues } from '../../scoring/predictions.ts';
import type { Column, Records } from '../../scoring/records.ts';
import type { Scored } from '../../scoring/scorer.ts';
import { toPredictions } from '../../scoring/plan/to-predictions.ts';

export interface CapturedRequest {
  readonly requestId: string;
  readonly dialect: string;
  /** When it was answered, ISO 8601. */
  readonly at: string;
  readonly model: Model;
  /** As they were sent. */
  readonly records: Records;
  readonly scored: Scored;
}

const masked = '***';

/** A line of JSON for each of the first `maxRecords` records that were sent: the record with its prediction, or where it has none the code of its error. */
export function toCaptureLines(request: CapturedRequest, maxRecords: number): readonly string[] {
  const { requestId, dialect, at, model, scored } = request;
  const place = { at, requestId, model: model.name, version: model.version, dialect };
  const keep = createKeeper(model);
  const inputs = readInputs(request, maxRecords);
  const predictions = readPredictions(request);
  const answered = inputs.flatMap(({ row, key, record }) => {
    const prediction = predictions.get(row);
    if (prediction === undefined) return [];
    const line = {
      ...place,
      row,
      ...keepKey(keep, model, key),
      record: keep(record),
      prediction: keep(prediction),
    };
    return JSON.stringify(line);
  });
  const failed = scored.records.errors
    .slice(0, maxRecords - answered.length)
    .map(({ row, column, code }) => JSON.stringify({ ...place, row, error: { code, column } }));
  return [...answered, ...failed];
}

interface Input {
  readonly row: number;
  readonly key: string | undefined;
  readonly record: PredictionJson;
}

function readInputs({ records, model }: CapturedRequest, maxRecords: number): readonly Input[] {
  const count = Math.min(records.count, maxRecords);
  const columns = records.columns.map((column, k) => ({
    name: model.columns[k]?.name ?? '',
    values: toValues(sliceColumn(column, { start: 0, end: count })),
  }));
  return toPredictionJson({ count, columns }).map((record, k) => ({
    row: records.rows[k] ?? 0,
    key: records.keys?.[k],
    record,
  }));
}

function readPredictions({ model, scored }: CapturedRequest): ReadonlyMap<number, PredictionJson> {
  const { rows } = scored.records;
  const predictions = toPredictionJson(toPredictions(model.plan, scored));
  return new Map(predictions.map((prediction, k) => [rows[k] ?? 0, prediction]));
}

/** An image is told by its size only. */
function toValues(column: Column): PredictionValues {
  if (column.type === 'image') return column.values.map(({ length }) => `${length} bytes`);
  if (column.width !== undefined && column.width > 1) return toLists(column, column.width);
  return column.type === 'bool' ? Array.from(column.values, Boolean) : column.values;
}

function toLists(column: Exclude<Column, { readonly type: 'image' }>, width: number): PredictionValues {
  return Array.from({ length: column.values.length / width }, (_, record) => {
    const part = sliceColumn(column, { start: record, end: record + 1 });
    return Array.from<string | number | bigint, string | number | null>(part.values, (value) =>
      typeof value === 'bigint' ? String(value) : value,
    );
  });
}

type Keep = (values: PredictionJson) => PredictionJson;

/** Leaves out what the manifest does not allow, and covers what it masks. */
function createKeeper({ manifest: { capture } }: Model): Keep {
  const allowed = capture?.columns && new Set(capture.columns);
  const covered = new Set(capture?.mask);
  return (values) =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => allowed?.has(name) !== false)
        .map(([name, value]) => [name, covered.has(name) ? masked : value]),
    );
}

function keepKey(keep: Keep, { plan }: Model, key: string | undefined): { readonly key?: string } {
  if (plan.key === undefined || key === undefined) return {};
  const kept = keep({ [plan.key]: key })[plan.key];
  return typeof kept === 'string' ? { key: kept } : {};
}
