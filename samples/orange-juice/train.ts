/**
 * Trains the model of orange-juice sales: `node samples/orange-juice/train.ts <sales.csv> [out]` writes model.onnx and
 * golden.json into `out`. The model that ships has learned from all 913 series (see README.md); takes two minutes of one core.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOnnxModel } from '../onnx-writer.ts';
import { testWeeks } from './accuracy.ts';
import { fitSales } from './fit-sales.ts';
import { toForecastGraph } from './forecast-graph.ts';
import { toGolden } from './golden.ts';
import { loadSales, sampleFile } from './sales.ts';

const [file = sampleFile, out = path.join(import.meta.dirname, '../../models/orange-juice/1')] =
  process.argv.slice(2);

const all = await loadSales(file);
const sales = await fitSales(all, {
  from: 56,
  until: testWeeks.from - 1,
  heldOutWeeks: 40,
  pointTrees: 90,
  spreadTrees: 40,
});
const model = toOnnxModel(toForecastGraph(sales), {
  description:
    'Ounces of orange juice that a brand sells in a store in the next four weeks, from Dominick’s sales',
});

await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), await toGolden(model, await loadSales(sampleFile)));
console.log(`trained on ${all.length} series, on the weeks before ${testWeeks.from}`);
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
