import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ModelFiles, toModelFiles } from './models/model-files.ts';
import { toSlowGraph } from './written-model.ts';

/** A run of one record takes 50 ms or more: a row is multiplied 1,000 times with a matrix of 1 MB. */
export function toHeavyModel(): ModelFiles {
  const graph = toSlowGraph(512, 1000);
  return toModelFiles('heavy', { '1': { graph } }, { outputs: [{ output: 'y', column: 'y', index: 0 }] });
}

/** Writes the heavy model into a folder of models. */
export async function writeHeavyModel(models: string): Promise<void> {
  for (const [file, content] of Object.entries(toHeavyModel())) {
    const target = path.join(models, 'heavy', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}
