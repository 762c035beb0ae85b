import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { assertSame } from './expect.ts';
import { runJob } from './follow-job.ts';
import { toLinks } from './links.ts';
import type { DemoProduct, Scenario } from './scenario.ts';
import { toTable } from './table.ts';

type Row = Readonly<Record<string, string>>;

const table = path.join(import.meta.dirname, '../../samples/orange-juice/orange-juice.csv');
const blob = 'orange-juice/_weekly/sales.csv';
const timer = 'schedule-orange-juice-weekly';
const horizon = 4;
const shownSeries = 2;

/** The sales table of last week, forecast by the schedule of Monday. */
export const orangeJuice: Scenario = {
  name: 'orange-juice',
  title: 'Every Monday the sales of all stores and brands become a forecast of four weeks',
  show: async (product) => {
    const sales = parse<Row>(await readFile(table), { columns: true });
    const weeks = [...new Set(sales.map(({ week_start: week = '' }) => week))].toSorted();
    const future = new Set(weeks.slice(-horizon));
    await dropSales(product, sales, future);
    await showMonday(product, sales, future);
  },
};

/** Of the last weeks only prices and advertising are told, as they are planned. */
async function dropSales({ storage }: DemoProduct, sales: readonly Row[], future: Weeks): Promise<void> {
  const rows = sales.map((row) => (future.has(row.week_start ?? '') ? { ...row, ounces: '' } : row));
  const series = countSeries(rows);
  await storage.drop('batch-input', blob, Buffer.from(stringify(rows, { header: true })));
  console.log(
    `\n${rows.length.toLocaleString('en')} rows of ${series} series, of the last ${horizon} weeks what is planned: dropped as batch-input/${blob}`,
  );
}

async function showMonday({ api, url }: DemoProduct, sales: readonly Row[], future: Weeks): Promise<void> {
  console.log(`\nThe schedule of Monday: POST /admin/functions/${timer} fires it\n`);
  const job = await runJob(api, 'orange-juice', () => api.fire(timer));
  const rows = parse<Row>(await api.predictions(job.id), { columns: true });
  const sold = new Map(sales.map((row) => [toPlace(row), Number(row.ounces)]));
  const cells = rows.slice(0, shownSeries * horizon).map((row) => toCells(row, sold));
  console.log(
    `\n${toTable([['store', 'brand', 'week', 'forecast', 'lower', 'upper', 'was sold'], ...cells])}\n  ...`,
  );
  assertSame('series of the job', job.records.total, countSeries(sales));
  assertSame('series that failed', job.records.failed, 0);
  assertSame('lines of predictions.csv', rows.length, countSeries(sales) * horizon);
  console.log(`\n${compareTotals(rows, sales, future)}\n`);
  console.log(toLinks(url, job, [['chart', `${url}/console/forecast?job=${job.id}`]]));
}

type Weeks = ReadonlySet<string>;

function countSeries(rows: readonly Row[]): number {
  return new Set(rows.map(({ store, brand }) => `${store ?? ''}/${brand ?? ''}`)).size;
}

function toPlace({ store = '', brand = '', week_start: week = '' }: Row): string {
  return `${store}/${brand}/${week}`;
}

function toCells(row: Row, sold: ReadonlyMap<string, number>): readonly string[] {
  const [forecast, lower, upper] = [row.forecast, row.lower, row.upper].map((text) =>
    String(Math.round(Number(text))),
  );
  const was = sold.get(toPlace(row));
  const names = [row.store, row.brand, row.week_start].map((text) => text ?? '');
  return [...names, forecast ?? '', lower ?? '', upper ?? '', was === undefined ? 'not told' : String(was)];
}

/** Over the rows whose sales are known, since not every series is in every week. */
function compareTotals(rows: readonly Row[], sales: readonly Row[], future: Weeks): string {
  const known = sales.filter(({ week_start: week = '' }) => future.has(week));
  const forecasts = new Map(rows.map((row) => [toPlace(row), Number(row.forecast)]));
  const common = known.filter((row) => forecasts.has(toPlace(row)));
  const total = (numbers: readonly number[]) =>
    Math.round(numbers.reduce((sum, each) => sum + each, 0)).toLocaleString('en');
  const expected = total(common.map((row) => forecasts.get(toPlace(row)) ?? 0));
  return `In ${common.length} weeks of all series together ${expected} ounces are forecast, ${total(common.map(({ ounces }) => Number(ounces)))} were sold`;
}
