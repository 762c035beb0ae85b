/**
 * A job of 10, 100, 1,000 and 10,000 chunks of a record each, through the whole product on this machine: the seconds, and
 * how long the history of an instance gets, in events and bytes. `node bench/many-chunks.ts [chunks ...]`
 */
import { z } from 'zod';
import { loadTable } from '../test/e2e/support/churn.ts';
import { drop, postJob, untilFinished } from '../test/e2e/support/jobs.ts';
import { type Product, startProduct } from '../test/e2e/support/product.ts';
import { describeMachine } from './machine.ts';
import { repeatTable } from './repeat-table.ts';

const sizes = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [10, 100, 1000, 10_000];
const timeoutMs = 1_800_000;
const perPage = 100;

const listed = z.array(z.object({ instanceId: z.string() }));
const detailed = z.object({ historyEvents: z.array(z.unknown()) });

interface Histories {
  readonly instances: number;
  readonly events: number;
  readonly bytes: number;
}

async function listInstances(product: Product): Promise<readonly string[]> {
  const api = `${product.url}/runtime/webhooks/durabletask/instances?top=${perPage}`;
  const ids: string[] = [];
  for (let token = ''; ;) {
    const reply = await fetch(api, token === '' ? {} : { headers: { 'x-ms-continuation-token': token } });
    ids.push(...listed.parse(await reply.json()).map(({ instanceId }) => instanceId));
    token = reply.headers.get('x-ms-continuation-token') ?? '';
    if (token === '') return ids;
  }
}

/** Of instances that were not there before: how many there are, and the most events and bytes that one has. */
async function measureHistories(product: Product, before: ReadonlySet<string>): Promise<Histories> {
  const ids = (await listInstances(product)).filter((id) => !before.has(id));
  let [events, bytes] = [0, 0];
  for (const id of ids) {
    const path = `${product.url}/runtime/webhooks/durabletask/instances/${encodeURIComponent(id)}?showHistory=true&showHistoryOutput=true`;
    const text = await (await fetch(path)).text();
    events = Math.max(events, detailed.parse(JSON.parse(text)).historyEvents.length);
    bytes = Math.max(bytes, Buffer.byteLength(text));
  }
  return { instances: ids.length, events, bytes };
}

async function measure(product: Product, table: string, chunks: number) {
  const id = `chunks-${chunks}`;
  const before = new Set(await listInstances(product));
  await drop(product, `churn/_${id}`, repeatTable(table, chunks));
  const settings = { mini_batch_size: 1 };
  const response = await postJob(product, {
    id,
    model: 'churn',
    input: `batch-input/churn/_${id}`,
    settings,
  });
  if (response.status !== 202) throw new Error(`POST /jobs answered ${response.status}`);
  const job = await untilFinished(product, id, timeoutMs);
  const seconds = (Date.parse(job.finishedAt ?? '') - Date.parse(job.startedAt ?? '')) / 1000;
  const { instances, events, bytes } = await measureHistories(product, before);
  return {
    chunks: job.chunks.done,
    status: job.status,
    seconds,
    'chunks/s': Math.round(chunks / seconds),
    instances,
    'most events': events,
    'most bytes': bytes,
  };
}

console.log(describeMachine());
const { text } = await loadTable();
const product = await startProduct();
try {
  const rows = [];
  for (const chunks of sizes) rows.push(await measure(product, text, chunks));
  console.table(rows);
} finally {
  await product.stop();
}
