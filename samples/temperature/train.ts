/**
 * Trains the temperature model: `node samples/temperature/train.ts <series.csv> [out]` writes model.onnx and golden.json
 * into `out`. Takes a second.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOnnxModel } from '../onnx-writer.ts';
import { toGolden } from './golden.ts';
import { loadMachineReadings, seriesFile, trainingEnd } from './machine-readings.ts';
import { fitRidge } from './ridge-regression.ts';
import { toTemperatureGraph } from './temperature-graph.ts';
import { toWindows } from './temperature-session.ts';

const options = { length: 12, l2: 1, jumpLimit: 6, levelLimit: 4 };
const [file = seriesFile, out = path.join(import.meta.dirname, '../../models/temperature/1')] =
  process.argv.slice(2);

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;
const rootMeanSquare = (values: readonly number[]): number =>
  Math.sqrt(meanOf(values.map((one) => one * one)));

const readings = await loadMachineReadings(file);
const values = readings.filter(({ time }) => time < trainingEnd).map(({ value }) => value);
const windows = toWindows(values, options.length);
const fit = fitRidge(
  windows.map(({ window }) => window),
  windows.map(({ reading }) => reading),
  options.l2,
);
const errors = windows.map(
  ({ window, reading }) =>
    reading - fit.intercept - window.reduce((sum, value, k) => sum + value * (fit.weights[k] ?? NaN), 0),
);
const mean = meanOf(values);
const deviation = rootMeanSquare(values.map((value) => value - mean));
const graph = toTemperatureGraph({
  ...options,
  fit,
  errorDeviation: rootMeanSquare(errors),
  mean,
  deviation,
});
const model = toOnnxModel(graph, {
  description:
    'Whether a temperature is unusual for its machine: a linear forecast and a level, from one week of NAB',
});

await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), await toGolden(model));
console.log(`trained on ${values.length} of ${readings.length} readings, before ${trainingEnd}`);
console.log(
  `mean ${mean.toFixed(1)}, deviation ${deviation.toFixed(1)}, of the forecast ${rootMeanSquare(errors).toFixed(2)}`,
);
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
