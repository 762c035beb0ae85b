import type { ValueFault } from '../tensor/value-faults.ts';
import type { SeriesPlan, SeriesWindow } from './series-plan.ts';
import { formatTime, toStep } from './series-time.ts';

/** Rows of one series, ascending by their times and none of a time that another has. */
export interface SeriesRows {
  /** Places of their times. */
  readonly times: ArrayLike<number>;
  /** Of each column a value a row; NaN where there is none. */
  readonly numbers: ReadonlyMap<string, ArrayLike<number>>;
}

/** Where the values of a window go. */
export type WindowValues = Float32Array | Float64Array;

export interface AssembledSeries {
  /** The last row whose target is known. */
  readonly lastRow: number;
}

export type SeriesFault = ValueFault & { readonly column: string };

/** Fills the windows of one series, each from `place` x its size on; tells the last known row, or why there is nothing to forecast from. */
export function assembleSeries(
  plan: SeriesPlan,
  rows: SeriesRows,
  { windows, place }: { readonly windows: readonly WindowValues[]; readonly place: number },
): AssembledSeries | SeriesFault {
  const lastRow = findLastKnown(rows, plan.target);
  if (lastRow < 0) {
    return { column: plan.target, code: 'MissingValue', what: 'has no value in any of its rows' };
  }
  for (const [k, window] of plan.windows.entries()) {
    const values = windows[k];
    const size = window.length * window.names.length;
    const fault = fillWindow(values?.subarray(place * size, (place + 1) * size), {
      plan,
      window,
      rows,
      lastRow,
    });
    if (fault !== undefined) return fault;
  }
  return { lastRow };
}

function findLastKnown({ times, numbers }: SeriesRows, target: string): number {
  const values = numbers.get(target);
  for (let row = times.length - 1; row >= 0; row--) {
    if (!Number.isNaN(values?.[row] ?? NaN)) return row;
  }
  return -1;
}

interface WindowRequest {
  readonly plan: SeriesPlan;
  readonly window: SeriesWindow;
  readonly rows: SeriesRows;
  readonly lastRow: number;
}

function fillWindow(
  values: WindowValues | undefined,
  { plan, window, rows, lastRow }: WindowRequest,
): SeriesFault | undefined {
  const { kind, names, length, missing } = window;
  const step = toStep(plan);
  const last = rows.times[lastRow] ?? NaN;
  const first = kind === 'window' ? last - (length - 1) * step : last + step;
  let row = kind === 'window' ? findRow(rows, first) : lastRow + 1;
  for (let at = 0; at < length; at++) {
    const time = first + at * step;
    while ((rows.times[row] ?? Infinity) < time) row++;
    const isThere = rows.times[row] === time;
    for (const [k, name] of names.entries()) {
      const column = rows.numbers.get(name);
      const value = isThere ? (column?.[row] ?? NaN) : NaN;
      const filled = Number.isNaN(value) ? toMissing(missing, column?.[lastRow]) : value;
      if (filled === undefined) return toMissingFault(plan, name, time);
      if (values !== undefined) values[at * names.length + k] = filled;
    }
  }
  return undefined;
}

/** The first row at or after a time. */
function findRow({ times }: SeriesRows, time: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function toMissing(missing: SeriesWindow['missing'], last: number | undefined): number | undefined {
  if (missing === 'required') return undefined;
  return missing === 'last' ? last : missing;
}

function toMissingFault(plan: SeriesPlan, column: string, time: number): SeriesFault {
  const when = Number.isFinite(time) ? `of ${plan.time} ${formatTime(time, plan)} ` : '';
  return { column, code: 'MissingValue', what: `${when}is missing, and it must be known before` };
}
