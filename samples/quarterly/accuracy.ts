import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type Figure, type SeriesName, seriesNames, valuesOf } from './figures.ts';
import { horizon } from './growth.ts';
import { windowLength } from './quarterly-graph.ts';

/** What the model that ships has learned from lies before; what comes from here on tests it. */
export const testStart = '1995Q1';

export interface SeriesAccuracy {
  readonly series: SeriesName;
  readonly origins: number;
  /** Mean absolute error in percent, one to four quarters ahead. */
  readonly errors: readonly number[];
  /** The same if the last value is told again. */
  readonly lastValueErrors: readonly number[];
  /** Percent of the values that lie within the band. */
  readonly covered: number;
}

export interface SeriesForecast {
  readonly forecast: readonly number[];
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** Forecasts each series from each quarter of the test years on, as far as all four quarters after it are known. */
export async function measureAccuracy(
  model: Uint8Array,
  figures: readonly Figure[],
): Promise<readonly SeriesAccuracy[]> {
  const start = valuesOf(
    figures.filter(({ quarter }) => quarter < testStart),
    'realgdp',
  ).length;
  return Promise.all(
    seriesNames.map(async (series) => {
      const values = valuesOf(figures, series);
      const ends = Array.from({ length: values.length - horizon - start + 1 }, (_, k) => start + k);
      const windows = ends.map((end) => values.slice(end - windowLength, end));
      const forecasts = await forecastSeries(
        model,
        windows.map((history) => ({ series, history })),
      );
      const trials = forecasts.map(({ forecast, lower, upper }, k) => {
        const actual = values.slice(start + k, start + k + horizon);
        const last = windows[k]?.at(-1) ?? NaN;
        return {
          errors: actual.map((value, step) => Math.abs((forecast[step] ?? NaN) / value - 1)),
          naive: actual.map((value) => Math.abs(last / value - 1)),
          within: actual.map((value, step) =>
            Number((lower[step] ?? NaN) <= value && value <= (upper[step] ?? NaN)),
          ),
        };
      });
      const perStep = (read: (trial: (typeof trials)[number]) => readonly number[]) =>
        Array.from(
          { length: horizon },
          (_, step) => 100 * meanOf(trials.map((one) => read(one)[step] ?? NaN)),
        );
      return {
        series,
        origins: ends.length,
        errors: perStep(({ errors }) => errors),
        lastValueErrors: perStep(({ naive }) => naive),
        covered: meanOf(perStep(({ within }) => within)),
      };
    }),
  );
}

export interface SeriesWindow {
  readonly series: string;
  /** The last values, the oldest first. */
  readonly history: readonly number[];
}

/** Forecasts with plain onnxruntime, with nothing of the product in between. */
export async function forecastSeries(
  model: Uint8Array,
  windows: readonly SeriesWindow[],
): Promise<readonly SeriesForecast[]> {
  const session = await InferenceSession.create(model);
  const names = windows.map(({ series }) => series);
  const histories = Float32Array.from(windows.flatMap(({ history }) => history));
  const outputs = await session.run({
    series: new Tensor('string', names, [windows.length, 1]),
    history: new Tensor('float32', histories, [windows.length, windowLength]),
  });
  const read = (name: string, index: number) =>
    Array.from({ length: horizon }, (_, step) => Number(outputs[name]?.data[index * horizon + step]));
  return windows.map((_, index) => ({
    forecast: read('forecast', index),
    lower: read('lower', index),
    upper: read('upper', index),
  }));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
