import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BlobServiceClient } from '@azure/storage-blob';
import { parse } from 'csv-parse/sync';
import { loadCustomers } from '../../samples/churn/customers.ts';
import { toRecord } from '../../samples/churn/golden.ts';
import type { DemoApi, DemoJob } from './api.ts';
import { followJob } from './follow-job.ts';
import { createProgressLine, toTable } from './table.ts';

const table = path.join(import.meta.dirname, '../../samples/churn/churn.csv');
const measuredRequests = 21;
// The account and key that every storage emulator has.
const account = 'devstoreaccount1';
const accountKey = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

export interface DemoProduct {
  readonly url: string;
  readonly blobPort: number;
  readonly api: DemoApi;
}

interface BatchResult {
  readonly job: DemoJob;
  /** Of predictions.csv, the header first. */
  readonly rows: readonly (readonly string[])[];
}

/** One customer in real time, the table in batch, and both compared; fails where they disagree. */
export async function showChurn(product: DemoProduct): Promise<void> {
  await product.api.untilReady();
  const probability = await showOne(product);
  const result = await showTable(product);
  await check(product.api, result, probability);
  console.log(summarize(product.url, result));
}

async function drop(file: string, name: string, blobPort: number): Promise<void> {
  const endpoint = `http://127.0.0.1:${blobPort}/${account}`;
  const connection = `DefaultEndpointsProtocol=http;AccountName=${account};AccountKey=${accountKey};BlobEndpoint=${endpoint};`;
  const container = BlobServiceClient.fromConnectionString(connection).getContainerClient('batch-input');
  await container.getBlockBlobClient(name).uploadFile(file);
}

async function showOne({ api, url }: DemoProduct): Promise<number> {
  const [customer] = await loadCustomers(table);
  if (customer === undefined) throw new Error('Cannot show a customer: the table is empty');
  const record = toRecord(customer);
  const { predictions } = await api.predict(record);
  const [answer] = predictions;
  if (answer === undefined) throw new Error('Cannot show a prediction: there is none');
  const medianMs = await measureMedianMs(() => api.predict(record));
  const rows = [
    ['customer_id', 'prediction', 'probability'],
    [String(record.customer_id), answer.prediction, String(answer.probability)],
  ];
  const title = `One customer in real time, ${medianMs.toFixed(1)} ms (median of ${measuredRequests})`;
  console.log(`\n${title}: POST ${url}/models/churn/predict\n\n${toTable(rows)}`);
  return answer.probability;
}

async function measureMedianMs(request: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < measuredRequests; count++) {
    const startMs = performance.now();
    await request();
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[Math.floor(measuredRequests / 2)] ?? NaN;
}

async function showTable({ api, blobPort }: DemoProduct): Promise<BatchResult> {
  console.log('\nThe whole table in batch: dropped in storage as batch-input/churn/churn.csv\n');
  await drop(table, 'churn/churn.csv', blobPort);
  const progress = createProgressLine(process.stdout);
  const job = await followJob(api, progress.show);
  progress.end();
  if (job.status !== 'Succeeded')
    throw new Error(`Cannot show the predictions: the job is ${job.status}: ${job.error ?? ''}`);
  const rows = parse(await api.predictions(job.id), { columns: false });
  console.log(`\n${toTable([...rows.slice(0, 4), ['...'], ...rows.slice(-1)])}`);
  return { job, rows };
}

/** What the demo promises, asserted: all records scored, and both ways of asking in agreement. */
async function check(api: DemoApi, { job, rows }: BatchResult, probability: number): Promise<void> {
  const lines = (await readFile(table, 'utf8')).trimEnd().split('\n').length;
  const stored = await api.storedPrediction('C00001');
  assertSame('records of the job', job.records.total, lines - 1);
  assertSame('records that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, lines);
  assertSame('stored prediction of C00001', stored.prediction.prediction, rows[1]?.[2]);
  assertSame('stored probability of C00001', stored.prediction.probability, probability);
}

function assertSame(what: string, found: unknown, expected: unknown): void {
  if (found === expected) return;
  throw new Error(`Cannot trust the result: ${what}: ${String(found)}, expected ${String(expected)}`);
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
    toTable([
      ['all predictions', `${url}/jobs/${job.id}/predictions`],
      ['in storage', `batch-output/churn/${job.id}/predictions.csv`],
      ['one of them', `${url}/models/churn/predictions/C00001`],
      ['the job', `${url}/jobs/${job.id}`],
    ]),
  ].join('\n');
}
