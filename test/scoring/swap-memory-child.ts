/** Swaps a model many times while it is scored with, and prints how much memory that has left behind, in MiB. */
import { parseJsonRecords } from '../../src/scoring/json/json-records.ts';
import type { Model } from '../../src/scoring/model.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, toSlowGraph } from './written-model.ts';

const swaps = Number(process.argv[2]);
const bench = await createWorkbench({ threads: 1 });
await bench.write('swapped', toSlowGraph(1024, 2), { outputs: [{ output: 'y', column: 'y', index: 0 }] });
const scorer = createScorer({ pool: bench.pool, inlineBelowMs: Infinity });

const records = parseJsonRecords([{ x: 1 }], {
  model: 'swapped',
  columns: (await (await bench.load()).resolve('swapped')).columns,
  maxRecords: 1,
});

async function swap(serving: Model | undefined): Promise<Model> {
  const next = await (await bench.load()).resolve('swapped');
  await scorer.prepare(next);
  await scorer.score(next, records);
  if (serving !== undefined) await scorer.retire(serving);
  return next;
}

function measureMiB(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}

let serving: Model | undefined;
for (let k = 0; k < 5; k++) serving = await swap(serving);
const beforeMiB = measureMiB();
for (let k = 0; k < swaps; k++) serving = await swap(serving);
console.log(JSON.stringify({ grownMiB: measureMiB() - beforeMiB }));
await bench.close();
