import { InferenceSession, type Tensor } from 'onnxruntime-node';
import type { SalesSeries } from './sales.ts';
import { horizon } from './shape.ts';
import { soldIn, toOrigins, toTensors } from './windows.ts';

export interface StepAccuracy {
  readonly step: number;
  readonly forecasts: number;
  /** Of the absolute errors in percent of what was sold. */
  readonly median: number;
  readonly mean: number;
  /** The same if the last week's sales are told again. */
  readonly lastValueMean: number;
  /** Percent of what was sold that lies within the band. */
  readonly covered: number;
}

/** The last weeks of the data, which no model that ships has learned from. */
export const testWeeks = { from: 149, to: 160 } as const;

/** Forecasts each of the test weeks from one to four weeks before, with plain onnxruntime. */
export async function measureAccuracy(
  model: Uint8Array,
  all: readonly SalesSeries[],
): Promise<readonly StepAccuracy[]> {
  const session = await InferenceSession.create(model);
  const origins = toOrigins(all, testWeeks.from - 1, testWeeks.to - horizon);
  const outputs = await session.run(toTensors(origins));
  return Array.from({ length: horizon }, (_, k) => {
    const trials = origins.flatMap(({ series, week }, index) => {
      const actual = soldIn(series, week + k + 1);
      if (!(actual > 0)) return [];
      const [forecast, lower, upper] = ['forecast', 'lower', 'upper'].map((name) =>
        valueAt(outputs[name], index * horizon + k),
      );
      return [{ actual, forecast, lower, upper, last: soldIn(series, week) }];
    });
    const errors = trials.map(({ actual, forecast = NaN }) => Math.abs(forecast / actual - 1));
    const naive = trials.map(({ actual, last }) => Math.abs(last / actual - 1));
    const within = trials.map(({ actual, lower = NaN, upper = NaN }) =>
      Number(lower <= actual && actual <= upper),
    );
    return {
      step: k + 1,
      forecasts: trials.length,
      median: 100 * ([...errors].sort((a, b) => a - b)[errors.length >> 1] ?? NaN),
      mean: 100 * meanOf(errors),
      lastValueMean: 100 * meanOf(naive),
      covered: 100 * meanOf(within),
    };
  });
}

function valueAt(tensor: Tensor | undefined, index: number): number {
  return Number(tensor?.data[index]);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
