import { ScoringError } from '../../../scoring/scoring-error.ts';
import { formatTime, parseTime } from '../../../scoring/series/series-time.ts';
import type { Row } from './read-rows.ts';
import type { SeriesShape } from './series-shape.ts';

/** Values by their times, ascending. */
export interface Timeline {
  readonly times: readonly string[];
  readonly values: readonly number[];
}

export interface Forecast extends Timeline {
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
}

export interface NamedSeries {
  /** The values of its columns, with "/" between them. */
  readonly key: string;
  readonly by: Readonly<Record<string, string>>;
}

const maxTimes = 100_000;
const maxSeriesNamed = 10_000;

/** Sums values of the wanted series by time; of one series these are its values. What is no time is left out. */
function createTotals({ unit }: Pick<SeriesShape, 'unit'>) {
  const scale = { unit, every: 1 };
  const sums = new Map<number, number[]>();
  return {
    add: (at: string, values: readonly number[]): void => {
      const place = parseTime(at, scale);
      if (Number.isNaN(place)) return;
      const before = sums.get(place);
      if (before === undefined && sums.size === maxTimes) {
        throw new ScoringError('TooLarge', `Cannot chart the series: they have more than ${maxTimes} times`);
      }
      sums.set(place, before === undefined ? [...values] : before.map((sum, k) => sum + (values[k] ?? 0)));
    },
    list: () =>
      [...sums]
        .sort(([a], [b]) => a - b)
        .map(([place, values]) => [formatTime(place, scale), values] as const),
  };
}

/** Which series a key means: one, or with "*" in the place of a value all of any value there. */
function createFilter(key: string | undefined): (by: readonly string[]) => boolean {
  if (key === undefined) return () => true;
  const parts = key.split('/');
  return (by) => {
    // A value may hold a slash.
    if (by.length !== parts.length) return by.join('/') === key;
    return by.every((value, k) => parts[k] === '*' || parts[k] === value);
  };
}

/** The sum over the rows of a table whose target is there: what has been. */
export async function gatherHistory(
  rows: AsyncIterable<readonly Row[]>,
  shape: SeriesShape,
  key: string | undefined,
): Promise<Timeline> {
  const totals = createTotals(shape);
  const wants = createFilter(key);
  for await (const block of rows) {
    for (const [at = '', target = '', ...by] of block) {
      const value = target === '' ? NaN : Number(target);
      if (Number.isFinite(value) && wants(by)) totals.add(at, [value]);
    }
  }
  const all = totals.list();
  return { times: all.map(([at]) => at), values: all.map(([, [value = 0]]) => value) };
}

/** In which order `gatherHistory` takes columns. */
export function toHistoryColumns({ time, target, by }: SeriesShape): readonly string[] {
  return [time, target, ...by];
}

export interface GatheredForecast {
  readonly forecast: Forecast;
  /** In the order in which they first appear. */
  readonly series: readonly NamedSeries[];
  readonly hasMore: boolean;
  /** How many of them the forecast is the sum of, up to those that are named. */
  readonly summed: number;
}

/** In which order `gatherForecast` takes columns. */
export function toForecastColumns({ time, forecast, lower, upper, by }: SeriesShape): readonly string[] {
  return [time, forecast, lower ?? forecast, upper ?? forecast, ...by];
}

export async function gatherForecast(
  rows: AsyncIterable<readonly Row[]>,
  shape: SeriesShape,
  key: string | undefined,
): Promise<GatheredForecast> {
  const totals = createTotals(shape);
  const series = new Map<string, NamedSeries>();
  const summed = new Set<string>();
  const wants = createFilter(key);
  let hasMore = false;
  for await (const block of rows) {
    for (const [at = '', ...rest] of block) {
      const by = rest.slice(3);
      const own = by.join('/');
      if (series.size < maxSeriesNamed || series.has(own)) series.set(own, toNamed(own, shape, by));
      else hasMore = true;
      if (!wants(by)) continue;
      if (summed.size < maxSeriesNamed) summed.add(own);
      totals.add(at, rest.slice(0, 3).map(Number));
    }
  }
  const all = totals.list();
  const pick = (column: number) => all.map(([, values]) => values[column] ?? 0);
  const forecast = {
    times: all.map(([at]) => at),
    values: pick(0),
    ...(shape.lower !== undefined && { lower: pick(1) }),
    ...(shape.upper !== undefined && { upper: pick(2) }),
  };
  return { forecast, series: [...series.values()], hasMore, summed: summed.size };
}

function toNamed(key: string, { by }: SeriesShape, values: readonly string[]): NamedSeries {
  return { key, by: Object.fromEntries(by.map((name, k) => [name, values[k] ?? ''])) };
}
