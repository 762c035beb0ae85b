import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { allowDownloads, readTexts, useBrowser } from '../support/browser.ts';
import { loadTable } from './support/churn.ts';
import { drop } from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct(() => Promise.resolve({ args: ['--auth'] }));
const open = useBrowser();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onscore-downloads-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('where the app asks for a key, the pages take it once and save the outputs of a job with it', async () => {
  const product = await getProduct();
  const key = /^Function key (\S+)$/m.exec(product.output())?.[1] ?? '';
  const { page } = await open(`${product.url}/console/jobs`);
  await page.waitForFunction(`document.querySelector('#problem').innerText !== ''`);
  expect(await readTexts(page, '#problem')).toEqual(['The app asks for a key: enter one above']);
  await page.click('#key summary');
  await page.type('#key input', key);
  await Promise.all([page.waitForNavigation(), page.click('#key button')]);

  await drop(product, 'churn/kept.csv', (await loadTable()).text);
  await page.waitForSelector('#jobs a');
  await Promise.all([page.waitForNavigation(), page.click('#jobs a')]);
  await page.waitForSelector('.histogram', { timeout: 60_000 });
  expect(await readTexts(page, '#outputs > *')).toEqual(['predictions', 'errors', 'manifest', 'report']);

  await allowDownloads(page, folder);
  const id = new URL(page.url()).searchParams.get('id') ?? '';
  const kept = { predictions: 'predictions.csv', errors: 'errors.jsonl', manifest: 'manifest.json' };
  for (const [k, [output, name]] of Object.entries(kept).entries()) {
    await page.click(`#outputs button:nth-child(${k + 1})`);
    const answer = await fetch(`${product.url}/jobs/${id}/${output}`, {
      headers: { 'x-functions-key': key },
    });
    const expected = await answer.text();
    expect(answer.status).toBe(200);
    const isKept = () =>
      readFile(path.join(folder, `${id}-${name}`), 'utf8').then(
        (text) => (text === expected ? text : undefined),
        () => undefined,
      );
    await waitUntil(`${output} is kept`, isKept);
  }
  expect(await readTexts(page, '#problem')).toEqual(['']);
}, 180_000);

test('a job with failed records is retried from its page, with the key', async () => {
  const product = await getProduct();
  const key = /^Function key (\S+)$/m.exec(product.output())?.[1] ?? '';
  const [head = '', first = ''] = (await loadTable()).text.split('\n');
  await drop(product, 'churn/broken.csv', `${head}\n${first.replace(/,[\d.]+,[\d.]*$/, ',much,more')}\n`);
  const { page } = await open(`${product.url}/console/`);
  await page.evaluate(`sessionStorage.setItem('onscore-key', ${JSON.stringify(key)})`);
  await page.goto(`${product.url}/console/jobs`);
  await page.waitForSelector('#jobs .reason', { timeout: 60_000 });
  await Promise.all([page.waitForNavigation(), page.click('#jobs tr:nth-child(1) a')]);
  await page.waitForSelector('#actions button');
  expect(await readTexts(page, '#reason')).toEqual(['none of 1 records could be scored']);
  expect(await readTexts(page, '#actions button')).toEqual(['Retry']);
  await page.click('#actions [data-action=retry]');
  await page.waitForSelector('progress');
  await page.waitForSelector('#actions [data-action=retry]', { timeout: 60_000 });
  expect(await readTexts(page, '#status')).toEqual(['Succeeded']);
  expect(await readTexts(page, '#problem')).toEqual(['']);
}, 180_000);
