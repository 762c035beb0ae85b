import { z } from 'zod';
import type { ModelManifest } from '../../../scoring/model-manifest.ts';

/** Which columns of a job's table and of its predictions make the series of a model. */
export interface SeriesShape {
  /** Their values together name a series. */
  readonly by: readonly string[];
  readonly time: string;
  /** What a time is: a whole number, or the date of a day, week or month, or a quarter. */
  readonly unit: string;
  readonly target: string;
  /** Columns of the predictions. */
  readonly forecast: string;
  readonly lower?: string;
  readonly upper?: string;
}

const bound = z.object({ column: z.string() });
const schema = z.object({
  series: z.object({ by: z.array(z.string()), time: z.string(), unit: z.string(), target: z.string() }),
  outputs: z.array(
    z.object({
      column: z.string().optional(),
      horizon: z.number().optional(),
      lower: bound.optional(),
      upper: bound.optional(),
    }),
  ),
});

/** Of a model that forecasts series; undefined of any other. */
export function findSeriesShape(manifest: ModelManifest): SeriesShape | undefined {
  const result = schema.safeParse(manifest);
  if (!result.success) return undefined;
  const { series, outputs } = result.data;
  const output = outputs.find(({ horizon, column }) => horizon !== undefined && column !== undefined);
  if (output?.column === undefined) return undefined;
  const { column: forecast, lower, upper } = output;
  return {
    ...series,
    forecast,
    ...(lower && { lower: lower.column }),
    ...(upper && { upper: upper.column }),
  };
}
