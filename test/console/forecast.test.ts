import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type OpenPage, readTexts, useBrowser } from '../support/browser.ts';
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
    return url.pathname === '/jobs/weekly/forecast' ? forecastOf(url.searchParams.get('key')) : undefined;
  });
}, 60_000);
afterAll(() => server.close());

/**
 * How much of a line through these points has the color of the forecast or of the history on the canvas: the points are placed
 * by the chart, the colors are read from the pixels.
 */
async function shareOfLine(
  { page }: OpenPage,
  points: readonly (readonly [number, number])[],
  color: string,
) {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const over = document.querySelector('.u-over').getBoundingClientRect();
    const place = canvas.getBoundingClientRect();
    const context = canvas.getContext('2d');
    const points = ${JSON.stringify(points)}.map(([x, y]) => forecastChart.positionOf(x, y));
    let hits = 0;
    let all = 0;
    for (let k = 1; k < points.length; k++) {
      for (let step = 0; step < 200; step++) {
        const at = (side) => points[k - 1][side] + (points[k][side] - points[k - 1][side]) * step / 200;
        const left = Math.round(over.left - place.left + at('left'));
        const top = Math.round(over.top - place.top + at('top'));
        const near = context.getImageData(left - 1, top - 1, 3, 3).data;
        const isLine = [0, 1, 2, 3, 4, 5, 6, 7, 8].some((pixel) => near[4 * pixel + 3] > 200 &&
          ${color}.every((part, c) => Math.abs(part - near[4 * pixel + c]) < 60));
        all++;
        if (isLine) hits++;
      }
    }
    return hits / all;
  })()`);
}

const red = '[179, 38, 30]';
const blue = '[11, 95, 165]';

describe('the forecast page', () => {
  test('draws history and forecast where the data says', async () => {
    const opened = await open(`${server.url}forecast?job=weekly`);
    await opened.page.waitForSelector('.u-over');
    const { history, forecast } = forecastOf(null);
    const known = history.times.map((time, k) => [Number(time), history.values[k]!] as const);
    const expected = forecast.times.map((time, k) => [Number(time), forecast.values[k]!] as const);
    // The forecast is dashed: six of ten pixels.
    expect(await shareOfLine(opened, [known.at(-1)!, ...expected], red)).toBeGreaterThan(0.4);
    expect(await shareOfLine(opened, known, blue)).toBeGreaterThan(0.8);
    const elsewhere = expected.map(([week, value]) => [week, value * 1.25] as const);
    expect(await shareOfLine(opened, elsewhere, red)).toBeLessThan(0.2);
    expect(opened.complaints).toEqual([]);
  }, 60_000);

  test('shows the series that is chosen, and its figures', async () => {
    const { page, complaints } = await open(`${server.url}forecast?job=weekly`);
    await page.waitForSelector('select[name=store]');
    expect(await readTexts(page, '#note')).toEqual([
      'The sum of 2 series; its band is the sum of theirs, which is wider than that of the sum.',
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
});
