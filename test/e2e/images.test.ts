import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { zipSync } from 'fflate';
import { loadSampleImages, type SampleImage } from '../../samples/clothing/sample-images.ts';
import { drop, type JobAnswer, listJobs, readOutput, scoreByDrop, untilFinished } from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { useProduct } from './support/use-product.ts';

interface Row {
  readonly row: string;
  readonly file: string;
  readonly label: string;
  readonly probability: string;
}

interface Problem {
  readonly row: number;
  readonly key: string;
  readonly message: string;
}

const getProduct = useProduct();
const rubbish = Buffer.from('not an image');

let images: readonly SampleImage[];
let folder: { readonly job: JobAnswer; readonly text: string };

async function readErrors(job: JobAnswer): Promise<readonly Problem[]> {
  const text = await readOutput(await getProduct(), job.id, 'errors');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Problem);
}

const toRows = (text: string) => parse<Row>(text, { columns: true });

beforeAll(async () => {
  const product = await getProduct();
  images = await loadSampleImages();
  for (const { file, bytes } of images) await drop(product, `clothing/autumn/${file}`, bytes);
  const job = await scoreByDrop(product, 'clothing/autumn/_READY', '');
  folder = { job, text: await readOutput(product, job.id, 'predictions') };
}, 120_000);

describe('a folder of pictures', () => {
  test('becomes a table of file name, label and probability when its _READY comes, in the order of the names', () => {
    expect(folder.job).toMatchObject({
      status: 'Succeeded',
      records: { total: 30, succeeded: 30, failed: 0 },
    });
    const rows = toRows(folder.text);
    expect(Object.keys(rows[0] ?? {})).toEqual(['row', 'file', 'label', 'probability']);
    expect(rows.map(({ file }) => file)).toEqual(images.map(({ file }) => file));
    const wrong = rows.filter(({ label }, k) => label !== images[k]?.label);
    expect(wrong.map(({ file }) => file)).toEqual(['Ankle-boot-2.png']);
  });

  test('is scored as each picture is in real time', async () => {
    const { url } = await getProduct();
    for (const [k, row] of toRows(folder.text).slice(0, 5).entries()) {
      const response = await fetch(`${url}/models/clothing/predict`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: new Uint8Array(images[k]?.bytes ?? []),
      });
      const { predictions } = (await response.json()) as { predictions: unknown[] };
      expect(predictions).toEqual([{ label: row.label, probability: Number(row.probability) }]);
    }
  });

  test('is served by the name of a file', async () => {
    const { url } = await getProduct();
    const [row] = toRows(folder.text);
    const response = await fetch(`${url}/models/clothing/predictions/${row?.file}`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ key: row?.file, prediction: { label: row?.label } });
  });

  test('starts nothing before its _READY', async () => {
    const product = await getProduct();
    const before = (await listJobs(product)).length;
    await drop(product, 'clothing/later/a.png', images[0]?.bytes ?? '');
    // What comes after it in the container is seen after it.
    await scoreByDrop(product, 'clothing/last/_READY', '');
    expect(await listJobs(product)).toHaveLength(before + 1);
  });
});

describe('a zip of pictures', () => {
  const zipOf = (files: readonly (readonly [string, Uint8Array])[]) => zipSync(Object.fromEntries(files));

  test('gives the lines of the folder, byte for byte', async () => {
    const product = await getProduct();
    const zip = zipOf(images.map(({ file, bytes }) => [file, bytes]));
    const job = await scoreByDrop(product, 'clothing/autumn.zip', zip);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 30, succeeded: 30, failed: 0 } });
    expect(await readOutput(product, job.id, 'predictions')).toBe(folder.text);
  });

  test('with rubbish in it loses no picture: each bad one is named, with its reason', async () => {
    const product = await getProduct();
    const good = images.slice(0, 3).map(({ file, bytes }) => [`good/${file}`, bytes] as const);
    const half = images[0]?.bytes.subarray(0, 100) ?? rubbish;
    const zip = zipOf([['a.txt', rubbish], ['b.png', new Uint8Array()], ['c.png', half], ...good]);
    const job = await scoreByDrop(product, 'clothing/mixed.zip', zip);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 6, succeeded: 3, failed: 3 } });
    const rows = toRows(await readOutput(product, job.id, 'predictions'));
    expect(rows.map(({ file }) => file)).toEqual(good.map(([name]) => name));
    const errors = await readErrors(job);
    expect(errors.map(({ row, key }) => [row, key])).toEqual([
      [1, 'a.txt'],
      [2, 'b.png'],
      [3, 'c.png'],
    ]);
    for (const { message } of errors) expect(message).toMatch(/^Cannot score record \d of "clothing": .{10}/);
  });

  test('that is none fails its job, which says so', async () => {
    const product = await getProduct();
    const job = await scoreByDrop(product, 'clothing/none.zip', rubbish);
    expect(job).toMatchObject({ status: 'Failed', records: { total: 0 } });
    expect(job.error).toMatch(/^Cannot read the input "batch-input\/clothing\/none\.zip": .*zip/);
  });
});

describe('a picture alone in the container', () => {
  test('POST /jobs scores a pattern of them', async () => {
    const product = await getProduct();
    const response = await fetch(`${product.url}/jobs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'clothing', input: 'batch-input/clothing/autumn/Bag-*.png' }),
    });
    expect(response.status).toBe(202);
    const job = await untilFinished(product, ((await response.json()) as JobAnswer).id);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 3, succeeded: 3 } });
    const labels = toRows(await readOutput(product, job.id, 'predictions')).map(({ label }) => label);
    expect(labels).toEqual(['Bag', 'Bag', 'Bag']);
    await waitUntil('its report is there', async () =>
      (await fetch(`${product.url}/jobs/${job.id}/report`)).status === 200 ? true : undefined,
    );
  });
});
