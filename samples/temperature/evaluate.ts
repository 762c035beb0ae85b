/**
 * Scores what came after the training week with the model that ships:
 * `node samples/temperature/evaluate.ts <series.csv> [model.onnx]` tells which labelled windows it finds and its false alarms.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { findWindow, labelledWindows } from './labelled-windows.ts';
import { loadMachineReadings, seriesFile, trainingEnd } from './machine-readings.ts';
import { scoreTemperatures, toWindows } from './temperature-session.ts';

const length = 12;
const shipped = path.join(import.meta.dirname, '../../models/temperature/1/model.onnx');
const [file = seriesFile, model = shipped] = process.argv.slice(2);

const readings = await loadMachineReadings(file);
const windows = toWindows(
  readings.map(({ value }) => value),
  length,
);
const answers = await scoreTemperatures(await readFile(model), windows);
const scored = windows
  .map((windowed, k) => {
    const { time = '' } = readings[k + length] ?? {};
    return {
      ...windowed,
      time,
      expected: answers[k]?.expected ?? NaN,
      anomaly: answers[k]?.anomaly === true,
    };
  })
  .filter(({ time }) => time >= trainingEnd);

const found = labelledWindows.map((_, window) =>
  scored.filter((one) => one.anomaly && findWindow(one.time) === window),
);
for (const [window, [from, to]] of labelledWindows.entries()) {
  const alarms = found[window] ?? [];
  const what =
    alarms.length === 0
      ? 'not found'
      : `found, ${alarms.length} alarms, the first at ${alarms[0]?.time ?? ''}`;
  console.log(`${from} to ${to}: ${what}`);
}
const outside = scored.filter(({ time }) => findWindow(time) < 0);
const falseAlarms = outside.filter(({ anomaly }) => anomaly);
const days = new Set(falseAlarms.map(({ time }) => time.slice(0, 10)));
const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;
const error = meanOf(scored.map(({ expected, reading }) => Math.abs(expected - reading)));
const naive = meanOf(scored.map(({ window, reading }) => Math.abs((window.at(-1) ?? NaN) - reading)));
console.log(
  `windows found: ${found.filter(({ length: alarms }) => alarms > 0).length} of ${labelledWindows.length}`,
);
console.log(`false alarms: ${falseAlarms.length} of ${outside.length} readings, on ${days.size} days`);
console.log(`mean absolute error: ${error.toFixed(3)} (the last value again: ${naive.toFixed(3)})`);
