import type { ScoringPlan } from '../model.ts';
import type { Column, RecordError, Records } from '../records.ts';
import { readRows, type TableRows } from '../table/read-rows.ts';
import { toInvalidValue } from '../tensor/value-faults.ts';
import type { SeriesRows } from './assemble-series.ts';
import type { SeriesPlan } from './series-plan.ts';
import { assertSeriesColumns } from './series-columns.ts';
import { type FaultySeries, type SeriesInput, type StaticValue, toSeriesRecords } from './series-records.ts';
import { parseTime, timeForms } from './series-time.ts';

/**
 * Reads the series of a table, in the order in which each first appears; its rows may come in any order, of a time that
 * comes twice the last row counts. A row that cannot be read spoils its series, and no other.
 */
export function parseSeries(table: TableRows, plan: ScoringPlan, series: SeriesPlan): Records {
  assertSeriesColumns(table.format, plan.model, series);
  const groups = groupRows(table, plan.model, series);
  const values = readRows(table, plan.model, series.rows.slice(series.by.length));
  const faults = new Map(values.errors.map((error) => [error.row, error]));
  const inputs = groups.map((group) => readSeries(group, { series, values, faults }));
  return toSeriesRecords(inputs, {
    model: plan.model,
    columns: plan.columns,
    series,
    firstRow: table.firstRow,
  });
}

/** Rows of one series; of a row that does not tell its series, that row alone. */
export interface RowGroup {
  readonly by: readonly string[] | undefined;
  /** 1-based rows of the table, as they come. */
  readonly rows: readonly number[];
  readonly error?: RecordError;
}

/** Finds which rows belong together, by the texts that name their series; in the order in which each first appears. */
export function groupRows(
  table: TableRows,
  model: string,
  { by, rows }: Pick<SeriesPlan, 'by' | 'rows'>,
): readonly RowGroup[] {
  const names = readRows(table, model, rows.slice(0, by.length));
  const columns = names.columns.map(toTexts);
  const groups = new Map<string, { readonly by: readonly string[]; readonly rows: number[] }>();
  const faulty: RowGroup[] = names.errors.map((error) => ({ by: undefined, rows: [error.row], error }));
  for (let k = 0; k < names.count; k++) {
    const texts = columns.map((column) => column[k] ?? '');
    const key = JSON.stringify(texts);
    const group = groups.get(key) ?? { by: texts, rows: [] };
    group.rows.push(names.rows[k] ?? 0);
    groups.set(key, group);
  }
  return [...groups.values(), ...faulty].sort((a, b) => (a.rows[0] ?? 0) - (b.rows[0] ?? 0));
}

function toTexts(column: Column): readonly string[] {
  return column.type === 'string' ? column.values : [];
}

interface SeriesSource {
  readonly series: SeriesPlan;
  /** Time, numbers and statics of all rows. */
  readonly values: Records;
  /** By their rows. */
  readonly faults: ReadonlyMap<number, RecordError>;
}

function readSeries({ by, rows, error }: RowGroup, source: SeriesSource): SeriesInput | FaultySeries {
  const { series, values, faults } = source;
  const failed = error ?? faults.get(rows.find((row) => faults.has(row)) ?? NaN);
  if (by === undefined || failed !== undefined) return toFaulty(by, failed);
  const places = findPlaces(rows, values.rows);
  const [timeTexts = []] = values.columns.map(toTexts);
  const times = places.map((place) => parseTime(timeTexts[place] ?? '', series));
  const bad = times.findIndex((time) => Number.isNaN(time));
  if (bad >= 0) {
    const { code, what } = toInvalidValue(timeTexts[places[bad] ?? -1], timeForms[series.unit]);
    return { by, fault: { code, what: `${JSON.stringify(series.time)} ${what}`, column: series.time } };
  }
  const order = toOrder(times);
  const sorted = order.map((k) => places[k] ?? 0);
  return {
    by,
    rows: {
      times: order.map((k) => times[k] ?? 0),
      numbers: pickNumbers(series, values.columns, sorted),
    },
    readStatics: (row) =>
      series.statics.map(({ row: spec }) => readValue(values, spec - series.by.length, sorted[row])),
  };
}

/** The row's own message, within the series'. */
function toFaulty(by: readonly string[] | undefined, error: RecordError | undefined): FaultySeries {
  if (error === undefined) throw new Error('Cannot tell what is wrong with a series: nothing is');
  const { code, message, column, offset } = error;
  const reason = message.slice(message.indexOf('": ') + 3);
  // A row that does not tell its series stands for itself.
  const what = by === undefined ? reason : `in one of its rows ${reason}`;
  return { by, offset, fault: { code, what, column } };
}

/** Where in the valid rows of a table these are. */
function findPlaces(rows: readonly number[], valid: Uint32Array): number[] {
  return rows.map((row) => {
    let [low, high] = [0, valid.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((valid[middle] ?? 0) < row) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/** Ascending by time; of equal ones only the last. */
function toOrder(times: readonly number[]): readonly number[] {
  const order = times.map((_, k) => k).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b);
  return order.filter((k, at) => times[k] !== times[order[at + 1] ?? -1]);
}

function pickNumbers(
  { numbers }: SeriesPlan,
  columns: readonly Column[],
  places: readonly number[],
): SeriesRows['numbers'] {
  return new Map(
    numbers.map((name, k) => {
      const column = columns[k + 1];
      const values = column?.type === 'float64' ? column.values : [];
      return [name, Float64Array.from(places, (place) => values[place] ?? NaN)];
    }),
  );
}

function readValue({ columns }: Records, column: number, place: number | undefined): StaticValue {
  const values = columns[column]?.values;
  const value = values?.[place ?? -1];
  return typeof value === 'object' ? '' : (value ?? '');
}
