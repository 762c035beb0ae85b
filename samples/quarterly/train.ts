/**
 * Trains the quarterly model: `node samples/quarterly/train.ts [out]` writes model.onnx and golden.json into `out`.
 * Takes a second.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { toOnnxModel } from '../onnx-writer.ts';
import { testStart } from './accuracy.ts';
import { loadFigures } from './figures.ts';
import { toGolden } from './golden.ts';
import { fitGrowth } from './growth.ts';
import { toQuarterlyGraph } from './quarterly-graph.ts';

const [out = path.join(import.meta.dirname, '../../models/quarterly/1')] = process.argv.slice(2);

const figures = await loadFigures();
const model = toOnnxModel(toQuarterlyGraph(fitGrowth(figures, testStart)), {
  description: `The next four quarters of US macroeconomic series by their last growth, learned before ${testStart}`,
});

await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), await toGolden(model, figures));
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
