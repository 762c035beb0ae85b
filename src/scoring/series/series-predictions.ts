import type { PredictionList, Predictions } from '../predictions.ts';
import type { Records } from '../records.ts';
import type { SeriesPlan } from './series-plan.ts';
import { formatTime, toStep } from './series-time.ts';

/** Adds the times that are forecast to what the model said of them: numbers where times are whole numbers, null where they are not told. */
export function withTimes(
  predictions: Predictions,
  { origins }: Pick<Records, 'origins'>,
  series: SeriesPlan,
): Predictions {
  const values = Array.from({ length: predictions.count }, (_, k) => listTimes(origins?.[k] ?? NaN, series));
  return { ...predictions, columns: [...predictions.columns, { name: series.time, values }] };
}

function listTimes(origin: number, series: SeriesPlan): PredictionList {
  return Array.from({ length: series.horizon }, (_, step) => {
    const place = origin + (step + 1) * toStep(series);
    if (Number.isNaN(place)) return null;
    return series.unit === 'integer' ? place : formatTime(place, series);
  });
}

/** A forecast as a table has it: a row a series and time to come. */
export interface ForecastRows {
  readonly records: Pick<Records, 'rows' | 'keys' | 'carried' | 'count'>;
  readonly predictions: Predictions;
}

/** The same with the lists laid out: the row and the names of the series on each line, then `step`, its time, its values. */
export function toForecastRows(
  records: Pick<Records, 'rows' | 'carried' | 'count'>,
  predictions: Predictions,
  { horizon, time }: SeriesPlan,
): ForecastRows {
  const count = records.count * horizon;
  const seriesOf = (line: number) => Math.floor(line / horizon);
  const lines = <T>(read: (series: number, step: number) => T): T[] =>
    Array.from({ length: count }, (_, line) => read(seriesOf(line), line % horizon));
  const times = predictions.columns.find(({ name }) => name === time);
  const values = predictions.columns.filter(({ name }) => name !== time);
  return {
    records: {
      count,
      // The names of the series say the same.
      keys: undefined,
      rows: Uint32Array.from({ length: count }, (_, line) => records.rows[seriesOf(line)] ?? 0),
      carried: records.carried.map((column) => ({
        ...column,
        values: lines((series) => column.values[series] ?? ''),
      })),
    },
    predictions: {
      count,
      columns: [
        { name: 'step', values: Int32Array.from({ length: count }, (_, line) => (line % horizon) + 1) },
        { name: time, values: lines((series, step) => toText(itemOf(times, series, step))) },
        ...values.map((column) => ({
          name: column.name,
          values: Float64Array.from(lines((series, step) => Number(itemOf(column, series, step) ?? NaN))),
        })),
      ],
    },
  };
}

function itemOf(column: Predictions['columns'][number] | undefined, series: number, step: number) {
  const list = column?.values[series];
  return typeof list === 'object' ? list[step] : undefined;
}

function toText(value: PredictionList[number] | undefined): string {
  return value === null || value === undefined ? '' : String(value);
}
