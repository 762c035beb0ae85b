import type { ChartData } from './chart.ts';
import type { ShownForecast, ShownTimeline } from './forecast.ts';
import { createTimeAxis } from './time-axis.ts';

/** Of the history, so that the few points ahead are seen beside it. */
export const shownHistory = 60;

/** The last of the history and the forecast as one line chart: the forecast sets out from the last value that is known. */
export function toForecastChart(shown: ShownForecast, title: string): ChartData {
  const { forecast, band, unit, time, target } = shown;
  const history = toLast(shown.history);
  const axis = createTimeAxis(unit, time);
  const known = toPoints(history.times.map(axis.toPlace), history.values);
  const ahead = toPoints(forecast.times.map(axis.toPlace), forecast.values);
  const places = [...new Set([...known.keys(), ...ahead.keys()])].sort((a, b) => a - b);
  const joined = withStart(ahead, known);
  const fill = (points: ReadonlyMap<number, number>) => places.map((place) => points.get(place) ?? null);
  const toBound = (values: readonly number[]) =>
    fill(withStart(toPoints(forecast.times.map(axis.toPlace), values), known));
  return {
    title,
    unit: target,
    x: places,
    toText: axis.toText,
    lines: [
      { label: target, values: fill(known), color: '--accent' },
      { label: 'forecast', values: fill(joined), color: '--bad', dashed: true },
    ],
    ...(band && {
      band: { label: 'band', lower: toBound(band.lower), upper: toBound(band.upper), color: '--bad' },
    }),
  };
}

function toLast({ times, values }: ShownTimeline): ShownTimeline {
  return { times: times.slice(-shownHistory), values: values.slice(-shownHistory) };
}

function toPoints(places: readonly number[], values: readonly number[]): ReadonlyMap<number, number> {
  return new Map(places.map((place, k) => [place, values[k] ?? 0]));
}

/** With the last known point before the first one of them. */
function withStart(
  ahead: ReadonlyMap<number, number>,
  known: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const first = Math.min(...ahead.keys());
  const last = [...known].filter(([place]) => place < first).at(-1);
  return last === undefined ? ahead : new Map([last, ...ahead]);
}
