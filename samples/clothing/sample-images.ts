import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { clothingLabels } from './fashion-mnist.ts';

/** One of the pictures that ship, and what it shows. */
export interface SampleImage {
  readonly file: string;
  readonly label: string;
  /** PNG. */
  readonly bytes: Buffer;
}

const directory = path.join(import.meta.dirname, 'images');

/** Loads the 30 pictures that ship, three a class, in the order of their names: `Ankle-boot-1.png` shows an "Ankle boot". */
export async function loadSampleImages(): Promise<readonly SampleImage[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.png')).sort();
  return Promise.all(
    files.map(async (file) => ({
      file,
      label: toLabel(file),
      bytes: await readFile(path.join(directory, file)),
    })),
  );
}

/** File names hold no blank and no slash. */
function toLabel(file: string): string {
  const name = file.replace(/-\d+\.png$/, '');
  const label = clothingLabels.find((candidate) => candidate.replace(/[ /]/g, '-') === name);
  if (label === undefined) throw new Error(`Cannot tell what ${file} shows: no class is named so`);
  return label;
}
