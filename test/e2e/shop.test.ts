import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { keepScreenshot, readOverflow, readTexts, useBrowser } from '../support/browser.ts';
import { readOutput, scoreByDrop } from './support/jobs.ts';
import { useProduct } from './support/use-product.ts';

const root = path.join(import.meta.dirname, '../..');
const getProduct = useProduct();
const open = useBrowser();

interface Answer {
  readonly predictions: readonly {
    readonly products: string[];
    readonly names: string[];
    scores: number[];
  }[];
}

async function recommend(body: unknown): Promise<Answer> {
  const { url } = await getProduct();
  const response = await fetch(`${url}/models/recommendations/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Answer;
}

test('a shop is told what goes with a basket, and what is popular where nothing is known of it', async () => {
  const { predictions } = await recommend([{ basket: ['22423'] }, { basket: ['UNKNOWN'] }, { basket: [] }]);
  const [cakes, unknown, nothing] = predictions;
  expect(cakes?.products).toHaveLength(10);
  expect(cakes?.names).toContain('SET OF 3 REGENCY CAKE TINS');
  expect(cakes?.products).not.toContain('22423');
  expect(cakes?.scores).toEqual(cakes?.scores.toSorted((a, b) => b - a));
  expect(unknown).toEqual(nothing);
  expect(nothing?.products[0]).toBe('85123A');
});

test('a basket of more products than the model takes is refused with both numbers', async () => {
  const answer = await recommend({ basket: Array.from({ length: 21 }, (_, k) => String(k)) });
  expect(answer).toMatchObject({
    error: 'Cannot score record 1 of "recommendations": "basket" has 21 values, more than 20',
  });
});

test('a table of baskets becomes the same recommendations as one request of them', async () => {
  const product = await getProduct();
  const table = await readFile(path.join(root, 'samples/recommendations/baskets.csv'), 'utf8');
  const job = await scoreByDrop(product, 'recommendations/baskets.csv', table);
  expect(job).toMatchObject({ status: 'Succeeded', records: { total: 60, succeeded: 60, failed: 0 } });
  const lines = parse<Record<string, string>>(await readOutput(product, job.id, 'predictions'), {
    columns: true,
  });
  const baskets = parse<Record<string, string>>(table, { columns: true });
  const { predictions } = await recommend(
    baskets.map(({ basket_id, basket = '' }) => ({ basket_id, basket: basket.split(' ') })),
  );
  expect(lines.map(({ basket_id }) => basket_id)).toEqual(baskets.map(({ basket_id }) => basket_id));
  expect(lines.map(({ products = '' }) => JSON.parse(products) as unknown)).toEqual(
    predictions.map(({ products }) => products),
  );
}, 120_000);

test('the shop page shows what goes with the product that is picked, and with the basket', async () => {
  const { url } = await getProduct();
  const { page, complaints } = await open(`${url}/console/shop`, { height: 1000 });
  await page.waitForSelector('#shelf .card');
  const shelf = await readTexts(page, '#shelf .card span');
  expect(shelf).toHaveLength(60);
  await page.click('#shelf li:nth-child(3) .card');
  await page.waitForSelector('#related li');
  const { predictions } = await recommend({ basket: [shelf[2]] });
  expect(await readTexts(page, '#related .card span')).toEqual(predictions[0]?.products.slice(0, 5));
  expect(await readTexts(page, '#related-timing')).toEqual([
    expect.stringMatching(/^Answered in [\d.]+ ms, [\d.]+ ms of it in the app$/),
  ]);
  await page.click('#add');
  await page.waitForSelector('#basket-related li');
  await page.click('#related li:nth-child(1) .card');
  await page.waitForFunction(`document.querySelector('#product-title').innerText !== ''`);
  await page.click('#add');
  await page.waitForSelector('#basket li:nth-child(2)');
  await page.waitForNetworkIdle();
  const both = await recommend({ basket: [shelf[2], predictions[0]?.products[0]] });
  expect(await readTexts(page, '#basket-related .card span')).toEqual(
    both.predictions[0]?.products.slice(0, 5),
  );
  await keepScreenshot(page, 'shop');
  expect(complaints).toEqual([]);
});

test('on a phone what goes with a product is in sight as soon as it is picked', async () => {
  const { url } = await getProduct();
  const { page } = await open(`${url}/console/shop`, { width: 390, height: 844 });
  await page.waitForSelector('#shelf .card');
  await page.click('#shelf li:nth-child(1) .card');
  await page.waitForSelector('#related li');
  const top = await page.evaluate(`document.querySelector('#related li').getBoundingClientRect().bottom`);
  expect(top).toBeLessThan(844);
  expect(await readOverflow(page)).toBe(0);
});

test('every page of the navigation opens without a complaint, dark and narrow, too', async () => {
  const { url } = await getProduct();
  const { page } = await open(`${url}/console/`);
  const links: unknown = await page.evaluate(
    `Array.from(document.querySelectorAll('nav a'), ({ href }) => href)`,
  );
  expect(links).toEqual(expect.arrayContaining([`${url}/console/try`, `${url}/console/shop`]));
  for (const link of links as string[]) {
    const { page: opened, complaints } = await open(link, { width: 390, dark: true });
    await opened.waitForNetworkIdle();
    const tooWide = await readOverflow(opened);
    expect({ link, complaints, tooWide }).toEqual({ link, complaints: [], tooWide: 0 });
  }
});
