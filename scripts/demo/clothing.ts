import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { assertSame, takeFirst } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import { measureMedian } from './measure.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

const folder = path.join(import.meta.dirname, '../../samples/clothing/images');
const shown = 'Ankle-boot-1.png';
/** Of the 30 pictures the model that ships takes one for something else. */
const leastRight = 29;
const header = ['file', 'label', 'probability'] as const;

/** One picture in real time, a folder of pictures as a job. */
export const clothing: Scenario = {
  name: 'clothing',
  title: 'What a picture shows: one by POST, a folder of them dropped in storage',
  show: async (product) => {
    await showOne(product);
    await showFolder(product);
  },
};

async function showOne({ api, url }: DemoProduct): Promise<void> {
  const image = new Uint8Array(await readFile(path.join(folder, shown)));
  const score = () => api.predictImage('clothing', image, 'image/png');
  const answer = takeFirst('a prediction', await score());
  const median = await measureMedian(score);
  console.log(`\nOne picture in real time, ${median}: POST ${url}/models/clothing/predict\n`);
  console.log(toTable([header, [shown, String(answer.label), String(answer.probability)]]));
  assertSame(`label of ${shown}`, answer.label, 'Ankle boot');
}

async function showFolder({ api, url, storage }: DemoProduct): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.png')).sort();
  console.log(
    `\nA folder of ${files.length} pictures in batch: dropped as batch-input/clothing/new/, then _READY in it\n`,
  );
  const job = await runJob(api, 'clothing', async () => {
    for (const file of files)
      await storage.drop('batch-input', `clothing/new/${file}`, await readFile(path.join(folder, file)));
    await storage.drop('batch-input', 'clothing/new/_READY', new Uint8Array());
  });
  const rows = parse<Record<string, string>>(await api.predictions(job.id), { columns: true });
  const toCells = (row: Readonly<Record<string, string>>): readonly string[] =>
    header.map((name) => row[name] ?? '');
  console.log(`\n${toTable([header, ...rows.slice(0, 4).map(toCells), ['...', '', '']])}`);
  const right = rows.filter(({ file = '', label = '' }) => isRight(file, label)).length;
  assertSame('pictures that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, files.length);
  assertSame(`at least ${leastRight} of ${files.length} pictures are told right`, right >= leastRight, true);
  console.log(
    [
      `\n${job.records.total} pictures scored, ${right} of them are what the names of the files say\n`,
      toLinks(url, job),
    ].join('\n'),
  );
}

/** `T-shirt-top-2.png` shows `T-shirt/top`. */
function isRight(file: string, label: string): boolean {
  return path.basename(file).replace(/-\d+\.png$/, '') === label.replaceAll(/[ /]/g, '-');
}
