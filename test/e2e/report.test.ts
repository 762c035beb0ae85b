import { expect, test } from '@jest/globals';
import { jobReportSchema } from '../../src/openapi/report-schema.ts';
import { keepScreenshot, readAttribute, readOverflow, readTexts, useBrowser } from '../support/browser.ts';
import { loadTable } from './support/churn.ts';
import { getJson, type JobAnswer, scoreByDrop } from './support/jobs.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct();
const open = useBrowser();

/** As if a tenth of the customers had another contract, and some rows were broken. */
function disturb(text: string): string {
  const lines = text.trimEnd().split('\n');
  return lines
    .map((line, k) => (k % 10 === 3 ? line.replace('Month-to-month', 'Week-to-week') : line))
    .map((line, k) => (k > 0 && k % 500 === 0 ? line.replace(/,[\d.]+,[\d.]*$/, ',much,more') : line))
    .concat('')
    .join('\n');
}

test('a job leaves a report of its errors, predictions, drift, segments and cost, and a page shows it', async () => {
  const product = await getProduct();
  const { text } = await loadTable();
  const job: JobAnswer = await scoreByDrop(product, 'churn/disturbed.csv', disturb(text));
  expect(job).toMatchObject({ status: 'Succeeded', records: { total: 7043, succeeded: 7029, failed: 14 } });
  const report = jobReportSchema.parse(await getJson(`${product.url}/jobs/${job.id}/report`));
  expect(report).toMatchObject({
    job: job.id,
    records: job.records,
    chunks: { total: 8, done: 8, summarized: 8 },
    errors: [{ code: 'InvalidValue', column: 'monthly_charges', count: 14 }],
  });
  expect(report.drift?.inputs[0]).toMatchObject({ column: 'contract' });
  expect(report.segments?.map(({ column }) => column)).toEqual([
    'contract',
    'internet_service',
    'payment_method',
  ]);
  // A document costs some request units to write, so that the sum is of what the database said.
  expect(report.cost.requestUnits).toBeGreaterThan(7029);
  const blob = product.blobs.getContainerClient('batch-output').getBlobClient(`churn/${job.id}/report.json`);
  const kept = jobReportSchema.parse(JSON.parse((await blob.downloadToBuffer()).toString()));
  expect(kept).toEqual(report);

  const address = `${product.url}/console/job?id=${encodeURIComponent(job.id)}`;
  const { page, complaints } = await open(address, { height: 1500 });
  await page.waitForSelector('.histogram');
  expect(await readTexts(page, '#status')).toEqual(['Succeeded']);
  expect(await readTexts(page, 'h2')).toEqual([
    ...['Errors by cause', 'Predictions', 'By segment', 'Inputs against the training table'],
    ...['Slowest chunks', 'Cost'],
  ]);
  const label = await readAttribute(page, '.histogram svg', 'aria-label');
  expect(label).toMatch(/^Histogram of probability from 0 to 1; /);
  await keepScreenshot(page, 'job');
  expect(await readOverflow(page)).toBe(0);
  await page.goto(`${product.url}/console/jobs`);
  await page.waitForSelector('#jobs a');
  expect(await readOverflow(page)).toBe(0);
  expect(complaints).toEqual([]);
}, 180_000);
