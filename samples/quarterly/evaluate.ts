/**
 * Forecasts the years since 1995 with the model that ships: `node samples/quarterly/evaluate.ts [model.onnx]` tells how far
 * off it is one to four quarters ahead, beside the last value, and how often the band holds the value.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { measureAccuracy } from './accuracy.ts';
import { loadFigures } from './figures.ts';

const shipped = path.join(import.meta.dirname, '../../models/quarterly/1/model.onnx');
const [model = shipped] = process.argv.slice(2);

const toText = (errors: readonly number[]): string => errors.map((error) => error.toFixed(2)).join(' / ');

for (const one of await measureAccuracy(await readFile(model), await loadFigures())) {
  console.log(
    `${one.series}: error ${toText(one.errors)} % (last value ${toText(one.lastValueErrors)}), ` +
      `band holds ${one.covered.toFixed(0)} %, ${one.origins} origins`,
  );
}
