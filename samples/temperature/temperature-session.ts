import { InferenceSession, Tensor } from 'onnxruntime-node';

export interface WindowedReading {
  readonly window: readonly number[];
  readonly reading: number;
}

export interface TemperatureAnswer {
  readonly expected: number;
  readonly score: number;
  readonly anomaly: boolean;
}

/** Each reading with the `length` before it; the first ones, which have fewer, are left out. */
export function toWindows(values: readonly number[], length: number): readonly WindowedReading[] {
  return values.slice(length).map((reading, k) => ({ window: values.slice(k, k + length), reading }));
}

/** Scores with plain onnxruntime, with nothing of the product in between. */
export async function scoreTemperatures(
  model: Uint8Array,
  readings: readonly WindowedReading[],
): Promise<readonly TemperatureAnswer[]> {
  const session = await InferenceSession.create(model);
  const length = readings[0]?.window.length ?? 0;
  const windows = Float32Array.from(readings.flatMap(({ window }) => window));
  const values = Float32Array.from(readings, ({ reading }) => reading);
  const { expected, score, anomaly } = await session.run({
    window: new Tensor('float32', windows, [readings.length, length]),
    reading: new Tensor('float32', values, [readings.length, 1]),
  });
  return readings.map((_, k) => ({
    expected: Number(expected?.data[k]),
    score: Number(score?.data[k]),
    anomaly: Boolean(anomaly?.data[k]),
  }));
}
