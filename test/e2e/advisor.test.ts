import { expect, test } from '@jest/globals';
import { keepScreenshot, readTexts, useBrowser } from '../support/browser.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct();
const open = useBrowser();

test('the advisor tells real time, batch or both, with settings and costs, and follows what is typed', async () => {
  const { url } = await getProduct();
  const { page, complaints } = await open(`${url}/console/advisor`, { height: 1500 });
  expect(await readTexts(page, '#kind')).toEqual(['real time']);
  await page.select('#story', 'churn');
  expect(await readTexts(page, '#kind')).toEqual(['both']);
  const costs = await readTexts(page, '#costs tbody tr td:nth-child(3)');
  // As test/advice has them worked by hand, with the volumes of the story.
  expect(costs).toEqual(['167.58', '31.54', '10.91', '41.13', '236.48', '15.13']);
  expect(await readTexts(page, '#costs .good')).toEqual(['advised']);
  await keepScreenshot(page, 'advisor');

  await page.click('#when input[value=request]');
  expect(await readTexts(page, '#kind')).toEqual(['batch']);
  expect(await readTexts(page, '#settings tbody tr td:nth-child(2)')).toEqual([
    'profile',
    'schedules[].cron',
    'batch.mini_batch_size',
    'batch.max_concurrency',
    'batch.budget',
  ]);
  await page.type('#questions input[name=records]', 'x');
  expect(await readTexts(page, '#problem')).toEqual([
    'Cannot advise: "records" is "7043x", expected e.g. 7043, 500k, 3M',
  ]);
  expect(complaints).toEqual([]);
});

test('the advisor asks of the daily run that a slow model needs, until it is told', async () => {
  const { url } = await getProduct();
  const { page } = await open(`${url}/console/advisor`);
  const isShown = () => page.evaluate(`!document.querySelector('[name=records]').parentElement.hidden`);
  expect(await isShown()).toBe(false);
  // 0.3 becomes 0.3e5 ms, more than the 100 ms in which the shop needs its answer.
  await page.type('#questions input[name=singleRunMs]', 'e5');
  expect(await isShown()).toBe(true);
  await page.type('#questions input[name=records]', 'x');
  expect(await isShown()).toBe(true);
});

test('the advisor takes what the app has measured of a model', async () => {
  const { url } = await getProduct();
  const { page } = await open(`${url}/console/advisor`);
  await page.waitForSelector('#model option[value=churn]');
  await page.select('#model', 'churn');
  await page.waitForFunction(`Number(document.querySelector('[name=msPerRecord]').value) < 0.2`);
  expect(await readTexts(page, '#problem')).toEqual(['']);
});
