import { fitRidge } from '../temperature/ridge-regression.ts';
import type { Figure, SeriesName } from './figures.ts';
import { seriesNames, valuesOf } from './figures.ts';

/** Growth rates that are looked back at; one value more makes them. */
export const lags = 4;
/** Quarters that are looked ahead. */
export const horizon = 4;

/** How one series goes on: its growth, in logarithms, by its last growth rates, the oldest first. */
export interface Growth {
  readonly series: SeriesName;
  readonly weights: readonly number[];
  readonly intercept: number;
  /** Mean growth: stands for what is not known. */
  readonly mean: number;
  /** Standard deviation of the logarithm of the error, a step. */
  readonly deviations: readonly number[];
}

const l2 = 1e-4;
/** The band is as wide as the errors of these last quarters: the economy was rougher before. */
const recentQuarters = 20;

/** Fits each series to its values before a quarter. */
export function fitGrowth(figures: readonly Figure[], before: string): readonly Growth[] {
  const known = figures.filter(({ quarter }) => quarter < before);
  return seriesNames.map((series) => fitOne(series, valuesOf(known, series)));
}

function fitOne(series: SeriesName, values: readonly number[]): Growth {
  const logs = values.map(Math.log);
  const rates = logs.slice(1).map((log, k) => log - (logs[k] ?? NaN));
  const targets = rates.slice(lags);
  const windows = targets.map((_, k) => rates.slice(k, k + lags));
  const { weights, intercept } = fitRidge(windows, targets, l2);
  const paths = windows.map((window) => follow(window, { weights, intercept }));
  const deviations = Array.from({ length: horizon }, (_, step) => {
    const errors = paths.slice(0, paths.length - step).map((path, k) => {
      const actual = (logs[k + lags + 1 + step] ?? NaN) - (logs[k + lags] ?? NaN);
      return actual - (path[step] ?? NaN);
    });
    const recent = errors.slice(-recentQuarters);
    return Math.sqrt(sumOf(recent.map((error) => error * error)) / recent.length);
  });
  return { series, weights, intercept, mean: sumOf(rates) / rates.length, deviations };
}

/** The growth from the last value to that of each step. */
function follow(
  window: readonly number[],
  { weights, intercept }: Pick<Growth, 'weights' | 'intercept'>,
): readonly number[] {
  const rates = [...window];
  const path: number[] = [];
  for (let step = 0; step < horizon; step++) {
    const recent = rates.slice(-lags);
    const next = intercept + sumOf(recent.map((rate, k) => rate * (weights[k] ?? NaN)));
    rates.push(next);
    path.push((path.at(-1) ?? 0) + next);
  }
  return path;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
