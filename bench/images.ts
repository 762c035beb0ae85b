/**
 * The 10,000 test images of Fashion-MNIST as a job, through the whole product on this machine: a zip of PNG files, and
 * a folder of as many blobs. Images/s from the drop to `Succeeded`, and the peak memory of the app, which is the one for jobs.
 * `node bench/images.ts [images] [directory of Fashion-MNIST]`
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'csv-parse/sync';
import { zipSync } from 'fflate';
import { clothingLabels, defaultDirectory, loadFashionMnist } from '../samples/clothing/fashion-mnist.ts';
import { toPngs } from '../samples/clothing/to-pngs.ts';
import { drop, type JobAnswer, readOutput, scoreByDrop } from '../test/e2e/support/jobs.ts';
import { type Product, startProduct } from '../test/e2e/support/product.ts';
import { batchApp } from './batch-app.ts';
import { describeMachine } from './machine.ts';
import { readAppPeakMiB } from './peak-memory.ts';

const count = Number(process.argv[2] ?? 10_000);
const timeoutMs = 900_000;
const uploadsAtOnce = 16;
const settleMs = 40_000;
const images = await loadFashionMnist('t10k', process.argv[3] ?? defaultDirectory);
const pngs = await toPngs(images, 0, count);
const nameOf = (k: number) => `${String(k).padStart(5, '0')}.png`;
const names = pngs.map((_, k) => nameOf(k));

async function dropFolder(product: Product): Promise<void> {
  const left = names.entries();
  const upload = async () => {
    for (const [k, name] of left) await drop(product, `clothing/folder/${name}`, pngs[k] ?? '');
  };
  await Promise.all(Array.from({ length: uploadsAtOnce }, upload));
  // The local host asks of each blob whether it starts a job; on Azure no event of an image is delivered.
  await sleep(settleMs);
}

async function countRight(product: Product, job: JobAnswer): Promise<number> {
  const rows = parse<{ file: string; label: string }>(await readOutput(product, job.id, 'predictions'), {
    columns: true,
  });
  const labels = new Map(rows.map(({ file, label }) => [file, label]));
  return names.filter((name, k) => labels.get(name) === clothingLabels[images.classes[k] ?? 0]).length;
}

async function measure(
  way: string,
  lay: (product: Product) => Promise<void>,
  trigger: () => [string, Uint8Array],
) {
  const product = await startProduct({ environment: batchApp });
  try {
    await lay(product);
    const [path, content] = trigger();
    const startMs = performance.now();
    const job = await scoreByDrop(product, path, content, timeoutMs);
    const seconds = (performance.now() - startMs) / 1000;
    return {
      way,
      status: job.status,
      scored: job.records.succeeded,
      right: await countRight(product, job),
      seconds: Number(seconds.toFixed(1)),
      'images/s': Math.round(job.records.total / seconds),
      'peak MiB of the app': await readAppPeakMiB(product),
    };
  } finally {
    await product.stop();
  }
}

const zip = zipSync(Object.fromEntries(names.map((name, k) => [name, pngs[k] ?? new Uint8Array()])), {
  level: 0,
});
const rows = [
  await measure(
    'a zip',
    () => Promise.resolve(),
    () => ['clothing/all.zip', zip],
  ),
  await measure('a folder', dropFolder, () => ['clothing/folder/_READY', new Uint8Array()]),
];
console.log(describeMachine());
console.log(`${names.length} PNG files, ${(zip.length / 1e6).toFixed(1)} MB`);
console.table(rows);
