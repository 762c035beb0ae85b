import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { jobReportSchema } from '../../src/openapi/report-schema.ts';
import { toAddGraph, toModelFiles } from '../scoring/models/model-files.ts';
import { keepScreenshot, readAttribute, readTexts, useBrowser } from '../support/browser.ts';
import { drop, getJson, readOutput, scoreByPost } from './support/jobs.ts';
import { useProduct } from './support/use-product.ts';

let models: string;
const getProduct = useProduct(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  const files = toModelFiles('add', { '1': { graph: toAddGraph(1) }, '2': { graph: toAddGraph(3) } });
  for (const [file, content] of Object.entries(files)) {
    const target = path.join(models, 'add', file);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, content);
  }
  return { environment: { MODELS_DIR: models } };
});
const open = useBrowser();
afterAll(() => rm(models, { recursive: true }));

test('a job compares two versions: side by side in its file, told by its report, shown by its page', async () => {
  const product = await getProduct();
  await drop(product, 'add/_two/t.csv', `x\n${Array.from({ length: 100 }, (_, k) => `${k}\n`).join('')}`);
  const settings = { challenger: '2', mini_batch_size: 30 };
  const job = await scoreByPost(product, { model: 'add', input: 'batch-input/add/_two/t.csv', settings });
  expect(job).toMatchObject({ status: 'Succeeded', records: { total: 100, succeeded: 100 } });
  const [header, first] = (await readOutput(product, job.id, 'predictions')).split('\n');
  expect([header, first]).toEqual(['row,y,challenger_y', '1,1,3']);
  const report = jobReportSchema.parse(await getJson(`${product.url}/jobs/${job.id}/report`));
  expect(report.comparison).toMatchObject({
    version: '2',
    predictions: [{ name: 'y', kind: 'number', count: 100, missing: 0, same: 0, min: 2, max: 2, mean: 2 }],
  });

  const address = `${product.url}/console/job?id=${encodeURIComponent(job.id)}`;
  const { page, complaints } = await open(address, { height: 2200 });
  await page.waitForSelector('.comparison .histogram');
  expect(await readTexts(page, 'h2')).toContain('Version 2 in its place');
  expect(await readTexts(page, '.comparison > p')).toEqual([
    'Challenger less champion: 0 of 100 are the same.',
  ]);
  const label = await readAttribute(page, '.comparison .histogram svg', 'aria-label');
  expect(label).toMatch(/^Histogram of Difference of y from 2 to 3; /);
  await keepScreenshot(page, 'challenger');
  expect(complaints).toEqual([]);
}, 120_000);
