import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { getJson, listJobs, readOutput, untilFinished } from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { useProduct } from './support/use-product.ts';

const table = path.join(import.meta.dirname, '../../samples/transactions/orders.csv');
const getProduct = useProduct();

type Row = Readonly<Record<string, string>>;

/** A row of the table as the shop would send it. */
function toRecord(row: Row) {
  const numbers = (text = '') => text.split(' ').map(Number);
  const { order, country, products = '', last_ordered_at: last = '' } = row;
  const names = ['ordered_at', 'customer_orders', 'customer_cancellations', 'customer_value', 'new_products'];
  return {
    order,
    country,
    products: products.split(' '),
    quantities: numbers(row.quantities),
    unit_prices: numbers(row.unit_prices),
    last_ordered_at: last === '' ? null : Number(last),
    ...Object.fromEntries(names.map((name) => [name, Number(row[name])])),
  };
}

test('orders have the same risk one by one as they come and by the schedule of the night', async () => {
  const product = await getProduct();
  const text = await readFile(table, 'utf8');
  const rows = parse<Row>(text, { columns: true });
  const risks = await Promise.all(
    rows.map(async (row) => {
      const response = await fetch(`${product.url}/models/transactions/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(toRecord(row)),
      });
      const { predictions } = (await response.json()) as { predictions: [{ risk: number }] };
      return String(predictions[0].risk);
    }),
  );
  await product.blobs
    .getContainerClient('orders')
    .getBlockBlobClient('today.csv')
    .uploadData(Buffer.from(text));
  const fired = await fetch(`${product.url}/admin/functions/schedule-transactions-nightly`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(fired.status).toBe(202);
  const started = await waitUntil('the job of the night starts', async () =>
    (await listJobs(product)).find(({ model }) => model === 'transactions'),
  );
  const job = await untilFinished(product, started.id);
  expect(job).toMatchObject({
    status: 'Succeeded',
    trigger: { kind: 'timer' },
    records: { total: rows.length, succeeded: rows.length, failed: 0 },
  });
  const lines = parse<Row>(await readOutput(product, job.id, 'predictions'), { columns: true });
  expect(lines.map(({ order, risk }) => [order, risk])).toEqual(
    rows.map(({ order }, k) => [order, risks[k]]),
  );
  const stored = await getJson(`${product.url}/models/transactions/predictions/${rows[0]?.order ?? ''}`);
  expect(stored).toMatchObject({ job: job.id, prediction: { risk: Number(risks[0]) } });
}, 120_000);
