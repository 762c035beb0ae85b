import type { OnnxModel } from '../scoring/onnx/onnx-model.ts';
import type { InputPlan } from '../scoring/plan/plan-inputs.ts';
import type { SeriesPlan } from '../scoring/series/series-plan.ts';
import { formatTime, parseTime, type TimeUnit, toStep } from '../scoring/series/series-time.ts';
import { type SampleRecord, toSampleRecord } from './sample-record.ts';

const firstTimes: Readonly<Record<TimeUnit, string>> = {
  integer: '1',
  day: '2026-01-05',
  week: '2026-01-05',
  month: '2026-01',
  quarter: '2026Q1',
};

/** A series made up for a model that forecasts: as long as its longest window, all its numbers 1, which has a logarithm. */
export function toSampleSeries(series: SeriesPlan, inputs: InputPlan, model: OnnxModel): SampleRecord {
  const { by, time, numbers, windows, statics } = series;
  const made = toSampleRecord(inputs, model);
  const past = windows.filter(({ kind }) => kind === 'window');
  const planned = windows.filter(({ kind }) => kind === 'future');
  const count = Math.max(...past.map(({ length }) => length));
  const names = statics.map(({ column }) => inputs.columns[column]?.name ?? '');
  return {
    ...Object.fromEntries(by.map((name) => [name, 'a'])),
    ...Object.fromEntries(names.map((name) => [name, made[name]])),
    [time]: toTimes(series, count),
    ...toOnes(numbers, count),
    ...(planned.length > 0 && {
      future: Object.assign({}, ...planned.map(({ names, length }) => toOnes(names, length))) as SampleRecord,
    }),
  };
}

const toOnes = (names: readonly string[], count: number): SampleRecord =>
  Object.fromEntries(names.map((name) => [name, Array.from({ length: count }, () => 1)]));

function toTimes(series: SeriesPlan, count: number): readonly string[] {
  const first = parseTime(firstTimes[series.unit], series);
  return Array.from({ length: count }, (_, k) => formatTime(first + k * toStep(series), series));
}
