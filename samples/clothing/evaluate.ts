/**
 * Scores the 10,000 test images of Fashion-MNIST, each as a PNG file, with the model that ships, by the path that
 * requests take: `node samples/clothing/evaluate.ts [directory of Fashion-MNIST]`.
 */
import path from 'node:path';
import type { Model } from '../../src/scoring/model.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { toPredictions } from '../../src/scoring/plan/to-predictions.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { clothingLabels, defaultDirectory, loadFashionMnist } from './fashion-mnist.ts';
import { toPngs } from './to-pngs.ts';

const batchSize = 500;

const toRecords = (images: readonly Buffer[]) => ({
  total: images.length,
  count: images.length,
  columns: [{ type: 'image', values: images } as const],
  rows: Uint32Array.from(images, (_, k) => k + 1),
  keys: undefined,
  carried: [],
  errors: [],
});

const images = await loadFashionMnist('t10k', process.argv[2] ?? defaultDirectory);
const pool = createWorkerPool({ threads: 1 });
const repository = await loadModelRepository({
  directory: path.join(import.meta.dirname, '../../models'),
  inspect: (file) => pool.run('inspect', file),
});
const model: Model = await repository.resolve('clothing');
const scorer = createScorer({ pool });

const right = clothingLabels.map(() => 0);
let scoringMs = 0;
for (let start = 0; start < images.count; start += batchSize) {
  const records = toRecords(await toPngs(images, start, start + batchSize));
  const startMs = performance.now();
  const predictions = toPredictions(model.plan, await scorer.score(model, records));
  scoringMs += performance.now() - startMs;
  const labels = predictions.columns.find(({ name }) => name === 'label')?.values ?? [];
  for (const [k, label] of [...labels].entries()) {
    const clothing = images.classes[start + k] ?? 0;
    if (label === clothingLabels[clothing]) right[clothing] = (right[clothing] ?? 0) + 1;
  }
}
await pool.close();

const total = right.reduce((sum, count) => sum + count, 0);
for (const [clothing, label] of clothingLabels.entries()) {
  const count = images.classes.filter((other) => other === clothing).length;
  console.log(`${label.padEnd(11)} ${right[clothing] ?? 0} of ${count}`);
}
console.log(`${total} of ${images.count} test images right (${((100 * total) / images.count).toFixed(2)} %)`);
console.log(`${((1000 * images.count) / scoringMs).toFixed(0)} PNG files a second, decoding included`);
