import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { loadFigures, seriesNames } from '../../samples/quarterly/figures.ts';
import { createTimeAxis } from '../../src/console/time-axis.ts';
import { createRandom } from '../../samples/seeded-random.ts';
import { keepScreenshot, readOverflow, readTexts, useBrowser } from '../support/browser.ts';
import { lineColors, shareOfLine } from '../support/line-on-canvas.ts';
import {
  drop,
  getJson,
  type JobAnswer,
  listJobs,
  postJob,
  readOutput,
  scoreByDrop,
  untilFinished,
} from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { useProduct } from './support/use-product.ts';

type Row = Readonly<Record<string, string>>;

interface ForecastAnswer {
  readonly series: readonly { readonly key: string }[];
  readonly summed: number;
  readonly history: { readonly times: string[]; readonly values: number[] };
  readonly forecast: { readonly times: string[]; readonly values: number[] };
}

interface Report {
  readonly warnings?: readonly string[];
  readonly records: { readonly total: number; readonly succeeded: number };
}

const table = path.join(import.meta.dirname, '../../samples/orange-juice/orange-juice.csv');
const horizon = 4;
const getProduct = useProduct();
const open = useBrowser();

let sales: readonly Row[];
/** Sales of the last weeks are to come: what is planned of them stays. */
let planned: readonly Row[];
let names: readonly string[];
/** Of the sales as they are, by the schedule. */
let weekly: { readonly job: JobAnswer; readonly rows: readonly Row[] };

const nameOf = ({ store = '', brand = '' }: Row) => `${store}/${brand}`;
const without = (row: Row, column: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([name]) => name !== column));
const toCsv = (rows: readonly Row[]) => stringify([...rows], { header: true });

async function fire(timer: string, model: string): Promise<JobAnswer> {
  const product = await getProduct();
  const before = new Set((await listJobs(product)).map(({ id }) => id));
  const answer = await fetch(`${product.url}/admin/functions/${timer}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(202);
  const started = await waitUntil(`a job of ${model} starts`, async () =>
    (await listJobs(product)).find((job) => job.model === model && !before.has(job.id)),
  );
  return untilFinished(product, started.id);
}

async function readRows(job: string): Promise<readonly Row[]> {
  return parse<Row>(await readOutput(await getProduct(), job, 'predictions'), { columns: true });
}

/** Of each series its lines, without the number of the series. */
function bySeries(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const series = new Map<string, Row[]>();
  for (const row of rows) {
    const line = without(row, 'row');
    series.set(nameOf(line), [...(series.get(nameOf(line)) ?? []), line]);
  }
  return series;
}

async function readReport(job: string): Promise<Report> {
  return getJson<Report>(`${(await getProduct()).url}/jobs/${job}/report`);
}

beforeAll(async () => {
  sales = parse<Row>(await readFile(table), { columns: true });
  const weeks = [...new Set(sales.map(({ week_start: week = '' }) => week))].toSorted();
  const future = new Set(weeks.slice(-horizon));
  planned = sales.map((row) => (future.has(row.week_start ?? '') ? { ...row, ounces: '' } : row));
  names = [...new Set(sales.map(nameOf))];
  await drop(await getProduct(), 'orange-juice/_weekly/sales.csv', toCsv(planned));
  const job = await fire('schedule-orange-juice-weekly', 'orange-juice');
  weekly = { job, rows: await readRows(job.id) };
}, 240_000);

describe('weekly sales by the schedule of Monday', () => {
  test('become four weeks of each series, in the order in which the series first appear', () => {
    const { job, rows } = weekly;
    expect(job).toMatchObject({
      status: 'Succeeded',
      trigger: { kind: 'timer' },
      records: { total: 88, succeeded: 88, failed: 0 },
    });
    expect(rows.map((row) => [row.row, nameOf(row), row.step])).toEqual(
      names.flatMap((name, k) => ['1', '2', '3', '4'].map((step) => [String(k + 1), name, step])),
    );
    const outside = rows.filter((row) => !(Number(row.lower) <= Number(row.forecast)));
    expect([...outside, ...rows.filter((row) => !(Number(row.forecast) <= Number(row.upper)))]).toEqual([]);
  });

  test('are stored by store and brand, as the file has them', async () => {
    const { url } = await getProduct();
    const [name = ''] = names;
    const stored = await getJson<{ job: string; prediction: Record<string, unknown> }>(
      `${url}/models/orange-juice/predictions/${encodeURIComponent(name)}`,
    );
    const lines = weekly.rows.slice(0, horizon);
    expect(stored).toMatchObject({ job: weekly.job.id, key: name });
    expect(stored.prediction).toEqual({
      forecast: lines.map(({ forecast }) => Number(forecast)),
      lower: lines.map(({ lower }) => Number(lower)),
      upper: lines.map(({ upper }) => Number(upper)),
      week_start: lines.map(({ week_start: week }) => week),
    });
  });

  test('are the same in real time', async () => {
    const { url } = await getProduct();
    const [first = ''] = names;
    const own = planned.filter((row) => nameOf(row) === first);
    const answer = await fetch(`${url}/models/orange-juice/predict`, {
      method: 'POST',
      headers: { 'content-type': 'text/csv' },
      body: toCsv(own),
    });
    const { predictions } = (await answer.json()) as { predictions: [{ forecast: number[] }] };
    expect(predictions[0].forecast).toEqual(
      weekly.rows.slice(0, horizon).map(({ forecast }) => Number(forecast)),
    );
  });

  test('are the same in any order of the rows, and gaps and repetitions are said', async () => {
    const product = await getProduct();
    const random = createRandom(11);
    // A row long before the window, and one that is there again with nothing else in it.
    const early = planned.findIndex((row) => nameOf(row) === names[5]) + 3;
    const again = planned.find((row) => nameOf(row) === names[9]);
    const changed = [...planned.filter((_, k) => k !== early), again ?? {}];
    const shuffled = changed
      .map((row) => ({ row, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ row }) => row);
    const job = await scoreByDrop(product, 'orange-juice/shuffled.csv', toCsv(shuffled));
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 88, succeeded: 88, failed: 0 } });
    const rows = await readRows(job.id);
    expect(bySeries(rows)).toEqual(bySeries(weekly.rows));
    expect([...new Set(rows.map(nameOf))]).toEqual([...new Set(shuffled.map(nameOf))]);
    const { warnings } = await readReport(job.id);
    expect(warnings).toEqual([
      expect.stringMatching(/^In \d+ series \d+ times are missing between others: they count as empty$/),
      'In 1 series 1 time is there again: of rows with the same time the last counts',
    ]);
  }, 120_000);

  test('of which some are broken lose no other series', async () => {
    const product = await getProduct();
    const [first, second] = names;
    const broken = planned.map((row) => {
      if (nameOf(row) === first) return { ...row, ounces: '' };
      if (nameOf(row) === second && row.ounces !== '') return { ...row, price_per_oz: 'cheap' };
      return row;
    });
    const job = await scoreByDrop(product, 'orange-juice/broken.csv', toCsv(broken));
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 88, succeeded: 86, failed: 2 } });
    const rows = await readRows(job.id);
    const lines = bySeries(rows);
    const whole = [...bySeries(weekly.rows)].filter(([name]) => name !== first && name !== second);
    expect([...lines].filter(([name]) => name !== first && name !== second)).toEqual(whole);
    const errors = (await readOutput(product, job.id, 'errors')).trim().split('\n');
    expect(errors.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { key: first, column: 'ounces', message: expect.stringContaining('has no value in any of its rows') },
      { key: second, column: 'price_per_oz', message: expect.stringContaining('"cheap"') },
    ]);
  }, 120_000);

  test('without one of its columns fail with what is missing', async () => {
    const product = await getProduct();
    const narrow = planned.map((row) => without(row, 'deal'));
    const job = await scoreByDrop(product, 'orange-juice/narrow.csv', toCsv(narrow));
    expect(job.status).toBe('Failed');
    expect(job.error).toMatch(/"deal"/);
  }, 120_000);

  test('are one chart of history and forecast, of all together and of a store and brand', async () => {
    const { url } = await getProduct();
    const { page, complaints } = await open(`${url}/console/forecast?job=${weekly.job.id}`, { height: 820 });
    await page.waitForSelector('#figures table');
    const total = await getJson<ForecastAnswer>(`${url}/jobs/${weekly.job.id}/forecast`);
    expect(total.series.map(({ key }) => key)).toEqual(names);
    expect(total.summed).toBe(88);
    const axis = createTimeAxis('week', 'week_start');
    const toLine = ({ times, values }: ForecastAnswer['forecast']) =>
      times.map((time, k) => [axis.toPlace(time), values[k]!] as const);
    const known = toLine(total.history);
    const ahead = toLine(total.forecast);
    // The forecast is dashed: six of ten pixels.
    expect(await shareOfLine(page, [known.at(-1)!, ...ahead], lineColors.forecast)).toBeGreaterThan(0.4);
    expect(await shareOfLine(page, known.slice(-40), lineColors.history)).toBeGreaterThan(0.7);
    await page.select('select[name=brand]', 'Tropicana Premium 64');
    await page.select('select[name=store]', '2');
    await page.waitForFunction(`document.querySelector('.u-title').innerText.includes('store 2, brand')`);
    const cells = await readTexts(page, '#figures tbody tr td:nth-child(2)');
    expect(cells.map((cell) => Number(cell.replaceAll(',', '')))).toEqual(
      weekly.rows.slice(0, horizon).map(({ forecast }) => Math.round(Number(forecast))),
    );
    await keepScreenshot(page, 'forecast');
    expect(await readOverflow(page)).toBe(0);
    expect(complaints).toEqual([]);
  }, 120_000);
});

describe('quarterly figures of a database by the schedule of the quarter', () => {
  test('become four quarters of each series, in a file, in the database and as a chart', async () => {
    const product = await getProduct();
    const { items } = product.database.database('onscore').container('figures');
    const figures = await loadFigures();
    for (const figure of figures) await items.upsert({ id: `${figure.series}-${figure.quarter}`, ...figure });
    const job = await fire('schedule-quarterly-quarterly', 'quarterly');
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 4, succeeded: 4, failed: 0 } });
    const rows = await readRows(job.id);
    const quarters = ['2009Q4', '2010Q1', '2010Q2', '2010Q3'];
    expect(rows.map(({ series, quarter }) => `${series ?? ''} ${quarter ?? ''}`).toSorted()).toEqual(
      seriesNames.flatMap((name) => quarters.map((quarter) => `${name} ${quarter}`)).toSorted(),
    );
    const own = rows.filter(({ series }) => series === 'realgdp');
    const forecast = own.map((row) => Number(row.forecast));
    const stored = await getJson<object>(`${product.url}/models/quarterly/predictions/realgdp`);
    expect(stored).toMatchObject({ job: job.id, prediction: { forecast, quarter: quarters } });

    const record = {
      series: 'realgdp',
      quarter: figures.filter(({ series }) => series === 'realgdp').map(({ quarter }) => quarter),
      amount: figures.filter(({ series }) => series === 'realgdp').map(({ amount }) => amount),
    };
    const answer = await fetch(`${product.url}/models/quarterly/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(record),
    });
    expect(await answer.json()).toMatchObject({ predictions: [{ forecast, quarter: quarters }] });

    const address = `${product.url}/console/forecast?job=${job.id}`;
    const { page, complaints } = await open(address, { height: 820 });
    await page.waitForSelector('#figures table');
    await page.select('select[name=series]', 'realgdp');
    await page.waitForFunction(`document.querySelector('.u-title').innerText.includes('realgdp')`);
    const cells = await readTexts(page, '#figures tbody tr td:nth-child(1)');
    expect(cells).toEqual(quarters);
    await keepScreenshot(page, 'quarterly');
    expect(complaints).toEqual([]);
  }, 180_000);

  test.each([
    {
      query: { container: 'figures', query: 'DELETE FROM c' },
      message: /^Cannot start a job: .*SELECT/,
    },
    {
      query: { container: 'jobs', query: 'SELECT * FROM c' },
      message: /^Cannot query container "jobs": it is not among those in QUERY_CONTAINERS$/,
    },
  ])('are not asked for by $query', async ({ query, message }) => {
    const answer = await postJob(await getProduct(), {
      model: 'quarterly',
      input: { kind: 'cosmos', ...query },
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: expect.stringMatching(message) });
  });
});

describe('docs/series.md', () => {
  test('shows a table, a record and what both are answered', async () => {
    const { url } = await getProduct();
    const text = await readFile(path.join(import.meta.dirname, '../../docs/series.md'), 'utf8');
    const examples = text.slice(text.indexOf('## A table'));
    const blocks = [...examples.matchAll(/^```(csv|json)\n([^]*?)^```$/gm)];
    const [csv = '', record = '', answer = ''] = blocks.map(([, , body]) => body);
    const ask = async (type: string, body: string) => {
      const headers = { 'content-type': type };
      return (await fetch(`${url}/models/quarterly/predict`, { method: 'POST', headers, body })).json();
    };
    const expected: unknown = JSON.parse(answer);
    expect(await ask('application/json', record)).toEqual(expected);
    expect(await ask('text/csv', csv)).toEqual(expected);
  });

  test('shows a manifest of which each part is in that of the model', async () => {
    const root = path.join(import.meta.dirname, '../..');
    const text = await readFile(path.join(root, 'docs/series.md'), 'utf8');
    const [, shown = ''] = /^```json\n([^]*?)^```$/m.exec(text) ?? [];
    const manifest: unknown = JSON.parse(
      await readFile(path.join(root, 'models/orange-juice/model.json'), 'utf8'),
    );
    const { inputs, ...rest } = JSON.parse(shown) as {
      inputs: readonly { input: string; columns?: string[] }[];
    };
    expect(manifest).toMatchObject(rest);
    for (const { columns = [], ...input } of inputs) {
      expect(manifest).toMatchObject({
        inputs: expect.arrayContaining([
          expect.objectContaining({
            ...input,
            ...(columns.length > 0 && { columns: expect.arrayContaining(columns) }),
          }),
        ]),
      });
    }
  });
});
