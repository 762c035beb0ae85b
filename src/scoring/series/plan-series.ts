import type { PredictionPlan } from '../model.ts';
import { type ModelManifest, toInvalidModel, type WindowSource } from '../model-manifest.ts';
import type { ColumnSpec } from '../records.ts';
import type { SeriesPlan, SeriesWindow } from './series-plan.ts';

/** How rows make the records of a model of series, undefined of any other; throws InvalidModel where the manifest contradicts itself. */
export function planSeries(
  manifest: ModelManifest,
  columns: readonly ColumnSpec[],
  predictions: readonly PredictionPlan[],
): SeriesPlan | undefined {
  const { name: model, series, inputs = [], outputs } = manifest;
  const sources = inputs.filter(isWindow);
  const horizons = outputs.flatMap((mapping) => ('horizon' in mapping ? [mapping.horizon] : []));
  if (series === undefined) {
    if (sources.length === 0 && horizons.length === 0) return undefined;
    throw toInvalidModel(model, 'it has windows or a horizon, but no "series" that says what they are of');
  }
  const [horizon] = horizons;
  assertWhole(manifest, { sources, horizons, predictions });
  const windows = sources.map((source) => toWindow(source, columns));
  const numbers = [...new Set([series.target, ...windows.flatMap(({ names }) => names)])];
  const filled = new Set(windows.map(({ column }) => column));
  const others = columns.flatMap((spec, column) => (filled.has(column) ? [] : [{ spec, column }]));
  const head = [...series.by, series.time].map(toText);
  const rows = [...head, ...numbers.map(toNumber), ...others.map(({ spec }) => spec)];
  const statics = others.map(({ column }, k) => ({ column, row: head.length + numbers.length + k }));
  const { by, time, unit, every = 1, target } = series;
  return { by, time, unit, every, target, horizon: horizon ?? 0, windows, rows, numbers, statics };
}

type Source = NonNullable<ModelManifest['inputs']>[number];

function isWindow(source: Source): source is WindowSource {
  return source.source === 'window' || source.source === 'future';
}

function toWindow(source: WindowSource, columns: readonly ColumnSpec[]): SeriesWindow {
  const column = columns.findIndex(({ name }) => name === source.input);
  const shape = { column, names: source.columns, length: source.length };
  if (source.source === 'future') return { ...shape, kind: 'future', missing: source.default ?? 'required' };
  const { missing = 'nan' } = source;
  return { ...shape, kind: 'window', missing: missing === 'nan' ? NaN : missing };
}

interface Parts {
  readonly sources: readonly WindowSource[];
  readonly horizons: readonly number[];
  readonly predictions: readonly PredictionPlan[];
}

function assertWhole(
  { name: model, key, series }: ModelManifest,
  { sources, horizons, predictions }: Parts,
): void {
  if (series === undefined) return;
  if (key !== undefined)
    throw toInvalidModel(model, 'it has "key" and "series": the columns in "by" are the key of a series');
  if (!sources.some(({ source }) => source === 'window'))
    throw toInvalidModel(model, 'it has "series", but no input whose source is "window"');
  if (horizons.length === 0) throw toInvalidModel(model, 'it has "series", but no output with a "horizon"');
  if (new Set(horizons).size > 1)
    throw toInvalidModel(model, `its horizons differ: they are ${horizons.join(', ')}`);
  const taken = new Set(['row', 'step', series.time, ...series.by]);
  const twice = predictions.find(({ name }) => taken.has(name));
  if (twice !== undefined)
    throw toInvalidModel(model, `its prediction "${twice.name}" is named like a column of its series`);
  const other = predictions.find(({ list }) => list !== true);
  if (other !== undefined)
    throw toInvalidModel(
      model,
      `its prediction "${other.name}" is no forecast: all outputs of a model of series have a "horizon"`,
    );
}

function toText(name: string): ColumnSpec {
  return { name, type: 'string', missing: { rule: 'required' } };
}

/** As float64, so that nothing is lost before the tensor is made. */
function toNumber(name: string): ColumnSpec {
  return { name, type: 'float64', missing: { rule: 'nan' } };
}
