/**
 * Tables of 200 MB and 2 GB, made on the fly, through the whole product on this machine: the most memory that the app's
 * process has held, and the seconds. A record carries a long text that nobody reads, so that the database, which takes a
 * document a record, does not decide the time. The app is the one for jobs, with the settings that
 * infra/ gives it. `node bench/large-table.ts [megabytes ...]`
 */
import { Readable } from 'node:stream';
import { loadTable } from '../test/e2e/support/churn.ts';
import { type JobAnswer, postJob, untilFinished } from '../test/e2e/support/jobs.ts';
import { type Product, startProduct } from '../test/e2e/support/product.ts';
import { batchApp } from './batch-app.ts';
import { describeMachine } from './machine.ts';
import { readAppPeakMiB } from './peak-memory.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [200, 2000];
const noteBytes = 10_000;
const recordsPerPiece = 100;
const uploadBlockBytes = 8 * 1024 * 1024;
const timeoutMs = 3_600_000;

/** Customers, again and again, each with a key of its own and a long note. */
function* makeTable(text: string, bytes: number): Generator<Buffer> {
  const [header = '', ...customers] = text.trimEnd().split('\n');
  const note = 'n'.repeat(noteBytes);
  yield Buffer.from(`${header},note\n`);
  let written = 0;
  for (let first = 0; written < bytes; first += recordsPerPiece) {
    const lines = Array.from({ length: recordsPerPiece }, (_, k) => {
      const line = customers[(first + k) % customers.length] ?? '';
      return `L${first + k + 1}${line.slice(line.indexOf(','))},${note}\n`;
    });
    const piece = Buffer.from(lines.join(''));
    written += piece.length;
    yield piece;
  }
}

async function score(product: Product, bytes: number): Promise<JobAnswer> {
  const { text } = await loadTable();
  // A name that no trigger takes for a table: the job is started when all is there.
  const blob = product.blobs.getContainerClient('batch-input').getBlockBlobClient('churn/_large');
  await blob.uploadStream(Readable.from(makeTable(text, bytes)), uploadBlockBytes, 2);
  const settings = { mini_batch_size: 10_000 };
  const response = await postJob(product, {
    id: 'large',
    model: 'churn',
    input: 'batch-input/churn/_large',
    settings,
  });
  if (response.status !== 202)
    throw new Error(`POST /jobs answered ${response.status}: ${await response.text()}`);
  return untilFinished(product, 'large', timeoutMs);
}

async function measure(megabytes: number) {
  const product = await startProduct({ environment: batchApp });
  try {
    const job = await score(product, megabytes * 1e6);
    const seconds = (Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? '')) / 1000;
    return {
      megabytes,
      status: job.status,
      records: job.records.succeeded,
      seconds,
      'records/s': Math.round(job.records.succeeded / seconds),
      'MB/s': Math.round(megabytes / seconds),
      'peak MiB of the app': await readAppPeakMiB(product),
    };
  } finally {
    await product.stop();
  }
}

console.log(describeMachine());
const results = [];
for (const megabytes of sizes) results.push(await measure(megabytes));
console.table(results);
