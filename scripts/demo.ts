/** Shows the main job: `npm run demo [-- --keep] [-- --port-base N]`. Starts everything here, scores, compares, stops. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BlobServiceClient } from '@azure/storage-blob';
import { parse } from 'csv-parse/sync';
import { loadCustomers } from '../samples/churn/customers.ts';
import { toRecord } from '../samples/churn/golden.ts';
import { type DemoApi, type DemoJob, createApi } from './demo/api.ts';
import { followJob } from './demo/follow-job.ts';
import { startProduct } from './demo/product.ts';
import { createProgressLine, toTable } from './demo/table.ts';

const table = path.join(import.meta.dirname, '../samples/churn/churn.csv');
const defaultBlobPort = 10_000;
const measuredRequests = 21;

const { values } = parseArgs({
  options: { keep: { type: 'boolean', default: false }, 'port-base': { type: 'string' } },
});
const portBase = values['port-base'];

interface BatchResult {
  readonly job: DemoJob;
  /** Of predictions.csv, the header first. */
  readonly rows: readonly (readonly string[])[];
}

function blobContainer(name: string) {
  const port = portBase === undefined ? defaultBlobPort : Number(portBase) + 1;
  // The account and key that every storage emulator has.
  const key = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
  const endpoint = `http://127.0.0.1:${port}/devstoreaccount1`;
  const connection = `DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=${key};BlobEndpoint=${endpoint};`;
  return BlobServiceClient.fromConnectionString(connection).getContainerClient(name);
}

async function showOne(api: DemoApi, url: string): Promise<number> {
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

async function showTable(api: DemoApi): Promise<BatchResult> {
  console.log('\nThe whole table in batch: dropped in storage as batch-input/churn/churn.csv\n');
  await blobContainer('batch-input').getBlockBlobClient('churn/churn.csv').uploadFile(table);
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

console.log('Starting storage, Cosmos DB, Service Bus and the Functions host on this machine ...');
const product = await startProduct([
  '--ephemeral',
  ...(portBase === undefined ? [] : ['--port-base', portBase]),
]);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void product.stop());
try {
  const api = createApi(product.url);
  await api.untilReady();
  const probability = await showOne(api, product.url);
  const result = await showTable(api);
  await check(api, result, probability);
  console.log(summarize(product.url, result));
  if (values.keep) {
    console.log(`\nStill running at ${product.url}: end it with Ctrl+C`);
    await product.ended();
  } else {
    console.log('\nStopping; `npm run demo -- --keep` leaves it running');
  }
} catch (thrown) {
  console.error(
    `\n${thrown instanceof Error ? thrown.message : String(thrown)}\n\nWhat the product printed last:\n${product.log()}`,
  );
  process.exitCode = 1;
} finally {
  await product.stop();
}
