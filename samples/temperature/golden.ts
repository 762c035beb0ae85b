import { type WindowedReading, scoreTemperatures } from './temperature-session.ts';

/** A day at a mild machine, one at a hot one, a jump, a fall, and a first reading that is its own history. */
const samples: readonly WindowedReading[] = [
  { window: [74, 74.9, 76.1, 78.1, 78.3, 77.9, 78.2, 79.2, 79.4, 80.0, 80.8, 80.7], reading: 81.2 },
  { window: [91.5, 91.1, 90.8, 91.2, 92.4, 92.0, 91.7, 92.9, 93.1, 92.6, 93.3, 93.8], reading: 93.5 },
  { window: [85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85, 85], reading: 85 },
  { window: [85.2, 84.9, 85.6, 85.1, 84.8, 85.3, 85.0, 84.7, 85.2, 85.5, 85.1, 84.9], reading: 97.4 },
  { window: [88.1, 87.5, 87.9, 88.3, 88.0, 87.2, 87.7, 88.4, 88.8, 88.2, 87.9, 88.5], reading: 61.3 },
  { window: [40.1, 38.9, 37.2, 35.5, 34.1, 32.2, 30.6, 29.5, 28.3, 27.0, 25.8, 24.9], reading: 23.7 },
];

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(model: Uint8Array): Promise<string> {
  const predictions = await scoreTemperatures(model, samples);
  const golden = samples.map(({ window, reading }, k) => ({
    record: { device: `machine-${k + 1}`, window, reading },
    prediction: predictions[k],
  }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}
