import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readTexts, useBrowser } from '../support/browser.ts';
import { lineColors, shareOfLine } from '../support/line-on-canvas.ts';
import { type ConsoleServer, serveConsole } from './support/serve-console.ts';

const open = useBrowser();
let server: ConsoleServer;

const weeks = Array.from({ length: 60 }, (_, k) => String(100 + k));
const ahead = ['160', '161', '162', '163'];

/** Sales of two stores, ten times as much in the second. */
function forecastOf(key: string | null) {
  const scale = key === '2/1' ? 1 : key === '5/1' ? 10 : 11;
  const times = (values: readonly number[]) => values.map((value) => value * scale);
  return {
    ...{
      job: 'weekly',
      model: 'orange-juice',
      version: '1',
      time: 'week',
      unit: 'integer',
      target: 'ounces',
    },
    series: ['2', '5'].map((store) => ({ key: `${store}/1`, by: { store, brand: '1' } })),
    hasMoreSeries: false,
    summed: key === null ? 2 : 1,
    history: { times: weeks, values: times(weeks.map((_, k) => 100 + 50 * Math.sin(k / 5))) },
    forecast: {
      ...{ times: ahead, values: times([180, 120, 200, 90]) },
      ...{ lower: times([160, 100, 170, 60]), upper: times([200, 140, 230, 120]) },
    },
  };
}

beforeAll(async () => {
  server = await serveConsole((route) => {
    const url = new URL(route, 'http://localhost/');
    if (url.pathname === '/jobs') return { jobs: [] };
    return url.pathname === '/jobs/weekly/forecast' ? forecastOf(url.searchParams.get('key')) : undefined;
  });
}, 60_000);
afterAll(() => server.close());

describe('the forecast page', () => {
  test('draws history and forecast where the data says', async () => {
    const opened = await open(`${server.url}forecast?job=weekly`);
    await opened.page.waitForSelector('.u-over');
    const { history, forecast } = forecastOf(null);
    const known = history.times.map((time, k) => [Number(time), history.values[k]!] as const);
    const expected = forecast.times.map((time, k) => [Number(time), forecast.values[k]!] as const);
    // The forecast is dashed: six of ten pixels.
    expect(await shareOfLine(opened.page, [known.at(-1)!, ...expected], lineColors.forecast)).toBeGreaterThan(
      0.4,
    );
    expect(await shareOfLine(opened.page, known, lineColors.history)).toBeGreaterThan(0.8);
    const elsewhere = expected.map(([week, value]) => [week, value * 1.25] as const);
    expect(await shareOfLine(opened.page, elsewhere, lineColors.forecast)).toBeLessThan(0.2);
    expect(opened.complaints).toEqual([]);
  }, 60_000);

  test('shows the series that is chosen, and its figures', async () => {
    const { page, complaints } = await open(`${server.url}forecast?job=weekly`);
    await page.waitForSelector('select[name=store]');
    expect(await readTexts(page, '#note')).toEqual([
      'The sum of 2 series: where each forecast is a median, expect more of the sum; its band is the sum of theirs, wider than it need be.',
    ]);
    expect(await readTexts(page, 'select[name=store] option')).toEqual(['all', '2', '5']);
    await page.select('select[name=brand]', '1');
    await page.select('select[name=store]', '5');
    await page.waitForFunction(`document.querySelector('.u-title').innerText === 'ounces, store 5, brand 1'`);
    expect(await readTexts(page, '#figures tbody tr:first-child td')).toEqual([
      '160',
      '1,800',
      '1,600',
      '2,000',
    ]);
    expect(await readTexts(page, '#note')).toEqual(['']);
    expect(complaints).toEqual([]);
  }, 60_000);

  test('tells how to get a forecast where there is none', async () => {
    const { page, complaints } = await open(`${server.url}forecast`);
    await page.waitForSelector('#none:not([hidden])');
    expect(await readTexts(page, '#none code')).toEqual([
      'samples/orange-juice/orange-juice.csv',
      'batch-input/orange-juice/',
      'POST /jobs',
    ]);
    expect(await readTexts(page, '#job')).toEqual(['']);
    expect(complaints).toEqual([]);
  }, 60_000);
});
