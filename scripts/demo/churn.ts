import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { loadCustomers } from '../../samples/churn/customers.ts';
import { toRecord } from '../../samples/churn/golden.ts';
import type { DemoApi, DemoJob } from './api.ts';
import { assertSame, takeFirst } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import { measureMedian } from './measure.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

const table = path.join(import.meta.dirname, '../../samples/churn/churn.csv');

interface BatchResult {
  readonly job: DemoJob;
  /** Of predictions.csv, the header first. */
  readonly rows: readonly (readonly string[])[];
}

/** One customer in real time, the table in batch, and both compared. */
export const churn: Scenario = {
  name: 'churn',
  title: 'Which customers are likely to leave: one while the page loads, all of them as a table',
  show: async (product) => {
    const probability = await showOne(product);
    const result = await showTable(product);
    await check(product.api, result, probability);
    console.log(summarize(product.url, result));
  },
};

async function showOne({ api, url }: DemoProduct): Promise<unknown> {
  const customer = takeFirst('a customer', await loadCustomers(table));
  const record = toRecord(customer);
  const answer = takeFirst('a prediction', await api.predict('churn', record));
  const median = await measureMedian(() => api.predict('churn', record));
  const rows = [
    ['customer_id', 'prediction', 'probability'],
    [String(record.customer_id), String(answer.prediction), String(answer.probability)],
  ];
  console.log(`\nOne customer in real time, ${median}: POST ${url}/models/churn/predict\n\n${toTable(rows)}`);
  return answer.probability;
}

async function showTable({ api, storage }: DemoProduct): Promise<BatchResult> {
  console.log('\nThe whole table in batch: dropped in storage as batch-input/churn/churn.csv\n');
  const bytes = await readFile(table);
  const job = await runJob(api, 'churn', () => storage.drop('batch-input', 'churn/churn.csv', bytes));
  const rows = parse(await api.predictions(job.id), { columns: false });
  console.log(`\n${toTable([...rows.slice(0, 4), ['...'], ...rows.slice(-1)])}`);
  return { job, rows };
}

/** All records scored, and both ways of asking in agreement. */
async function check(api: DemoApi, { job, rows }: BatchResult, probability: unknown): Promise<void> {
  const lines = (await readFile(table, 'utf8')).trimEnd().split('\n').length;
  const stored = await api.storedPrediction('churn', 'C00001');
  assertSame('records of the job', job.records.total, lines - 1);
  assertSame('records that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, lines);
  assertSame('stored prediction of C00001', stored.prediction.prediction, rows[1]?.[2]);
  assertSame('stored probability of C00001', stored.prediction.probability, probability);
}

function summarize(url: string, { job, rows }: BatchResult): string {
  const leaving = rows.filter(([, , prediction]) => prediction === 'Yes').length.toLocaleString('en');
  const total = job.records.total.toLocaleString('en');
  const speed =
    job.recordsPerSecond === undefined
      ? ''
      : `, ${Math.round(job.recordsPerSecond).toLocaleString('en')} records/s`;
  return [
    `\n${total} customers scored${speed}: ${leaving} of them are likely to leave, ${job.records.failed} could not be scored\n`,
    toLinks(url, job, [
      ['one of them', `${url}/models/churn/predictions/C00001`],
      ['the job', `${url}/jobs/${job.id}`],
    ]),
  ].join('\n');
}
