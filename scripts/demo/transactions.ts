import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { assertSame, takeFirst } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import { measureMedian } from './measure.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

type Row = Readonly<Record<string, string>>;

const table = path.join(import.meta.dirname, '../../samples/transactions/orders.csv');
const timer = 'schedule-transactions-nightly';
const shownOrders = 5;

/** The risk of one order as it comes, of all orders of the day by the schedule of the night. */
export const transactions: Scenario = {
  name: 'transactions',
  title: 'The risk of an order as it comes, and of all orders of the day at night',
  show: async (product) => {
    const text = await readFile(table);
    const orders = parse<Row>(text, { columns: true });
    const risk = await showOne(product, takeFirst('an order', orders));
    await showNight(product, { text, orders, risk });
  },
};

async function showOne({ api, url }: DemoProduct, order: Row): Promise<unknown> {
  const record = toRecord(order);
  const { risk } = takeFirst('a prediction', await api.predict('transactions', record));
  const median = await measureMedian(() => api.predict('transactions', record));
  console.log(`\nOne order in real time, ${median}: POST ${url}/models/transactions/predict\n`);
  const lines = String(record.products.length);
  console.log(
    toTable([
      ['order', 'lines', 'country', 'risk'],
      [order.order ?? '', lines, order.country ?? '', String(risk)],
    ]),
  );
  return risk;
}

interface Night {
  readonly text: Uint8Array;
  readonly orders: readonly Row[];
  /** Of the first order, as it was told when it came. */
  readonly risk: unknown;
}

async function showNight({ api, url, storage }: DemoProduct, { text, orders, risk }: Night): Promise<void> {
  console.log(
    `\nThe orders of the day at night: orders/today.csv in storage, POST /admin/functions/${timer} fires the schedule\n`,
  );
  await storage.drop('orders', 'today.csv', text);
  const job = await runJob(api, 'transactions', () => api.fire(timer));
  const rows = parse<Row>(await api.predictions(job.id), { columns: true });
  const riskiest = rows.toSorted((a, b) => Number(b.risk) - Number(a.risk)).slice(0, shownOrders);
  const cells = riskiest.map((row) => [row.order ?? '', Number(row.risk).toFixed(3)]);
  console.log(`\nThe riskiest of ${rows.length} orders\n\n${toTable([['order', 'risk'], ...cells])}`);
  assertSame('orders that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, orders.length);
  assertSame('risk of the first order, at night', Number(rows[0]?.risk), risk);
  console.log(`\n${toLinks(url, job)}`);
}

/** A row of the table as the shop would send it. */
function toRecord({
  order,
  country,
  products = '',
  quantities,
  unit_prices,
  last_ordered_at = '',
  ...numbers
}: Row) {
  return {
    ...{ order, country },
    products: products.split(' '),
    quantities: toNumbers(quantities),
    unit_prices: toNumbers(unit_prices),
    last_ordered_at: last_ordered_at === '' ? null : Number(last_ordered_at),
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])),
  };
}

function toNumbers(text = ''): readonly number[] {
  return text.split(' ').map(Number);
}
