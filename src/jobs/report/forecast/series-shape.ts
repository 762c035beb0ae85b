import type { ModelManifest } from '../../../scoring/model-manifest.ts';
import type { TimeUnit } from '../../../scoring/series/series-time.ts';

/** Which columns of a job's table and of its predictions make the series of a model. */
export interface SeriesShape {
  /** Their values together name a series. */
  readonly by: readonly string[];
  readonly time: string;
  readonly unit: TimeUnit;
  readonly target: string;
  /** Columns of the predictions. */
  readonly forecast: string;
  readonly lower?: string;
  readonly upper?: string;
}

/** Of a model that forecasts series; undefined of any other. */
export function findSeriesShape({ series, outputs }: ModelManifest): SeriesShape | undefined {
  const [output] = outputs.flatMap((mapping) => ('horizon' in mapping ? [mapping] : []));
  if (series === undefined || output === undefined) return undefined;
  const { column: forecast, lower, upper } = output;
  const { by, time, unit, target } = series;
  return {
    ...{ by, time, unit, target, forecast },
    ...(lower && { lower: lower.column }),
    ...(upper && { upper: upper.column }),
  };
}
