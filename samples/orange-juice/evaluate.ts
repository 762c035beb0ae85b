/**
 * Forecasts the last twelve weeks with the model that ships, from one to four weeks before:
 * `node samples/orange-juice/evaluate.ts [sales.csv] [model.onnx]` tells how far off it is, beside the last value, and how
 * often the band holds the sales. The sample has 88 series; README.md says where all 913 are.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { measureAccuracy, testWeeks } from './accuracy.ts';
import { loadSales, sampleFile } from './sales.ts';

const shipped = path.join(import.meta.dirname, '../../models/orange-juice/1/model.onnx');
const [file = sampleFile, model = shipped] = process.argv.slice(2);

const all = await loadSales(file);
console.log(`${all.length} series, weeks ${testWeeks.from} to ${testWeeks.to}`);
for (const one of await measureAccuracy(await readFile(model), all)) {
  console.log(
    `${one.step} ahead: ${one.forecasts} forecasts, median error ${one.median.toFixed(1)} %, ` +
      `mean ${one.mean.toFixed(1)} % (last value ${one.lastValueMean.toFixed(1)} %), band holds ${one.covered.toFixed(1)} %`,
  );
}
