import type { Forecast, Timeline } from './gather-series.ts';

/**
 * Makes totals meet whose series do not all end at the same time. From the first time that is forecast of any of them, what the
 * others had is part of the forecast: no time is then the sum of a few series only. Of one series nothing changes.
 */
export function joinTotals(
  history: Timeline,
  forecast: Forecast,
): { readonly history: Timeline; readonly forecast: Forecast } {
  const known = new Map(history.times.map((time, k) => [time, history.values[k] ?? 0]));
  const add = (values: readonly number[]) =>
    forecast.times.map((time, k) => (values[k] ?? 0) + (known.get(time) ?? 0));
  const [first] = forecast.times;
  const met = first === undefined ? -1 : history.times.indexOf(first);
  const end = met < 0 ? history.times.length : met;
  const { lower, upper } = forecast;
  return {
    history: { times: history.times.slice(0, end), values: history.values.slice(0, end) },
    forecast: {
      times: forecast.times,
      values: add(forecast.values),
      ...(lower && { lower: add(lower) }),
      ...(upper && { upper: add(upper) }),
    },
  };
}
