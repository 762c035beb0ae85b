import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readAttribute, readTexts, useBrowser } from '../support/browser.ts';
import { type ScriptServer, serveScript } from './support/serve-script.ts';

const script = `
  import { createChart } from './chart.ts';
  const chart = createChart(document.getElementById('place'), {
    title: 'Sales', unit: 'ounces', x: [1, 2, 3, 4], toText: (x) => 'week ' + x,
    lines: [
      { label: 'sold', values: [10, 20, null, null], color: '--accent' },
      { label: 'forecast', values: [null, 20, 30, 40], color: '--bad', dashed: true },
    ],
    band: { label: '80 %', lower: [null, 20, 25, 30], upper: [null, 20, 35, 50], color: '--bad' },
  });
  globalThis.positionOf = chart.positionOf;
`;

const open = useBrowser();
let server: ScriptServer;

beforeAll(async () => {
  server = await serveScript(script);
});

afterAll(() => server.close());

test('createChart() draws lines and a band where positionOf() says, and says them in words', async () => {
  const { page, complaints } = await open(server.url);
  const label = await readAttribute(page, '.uplot', 'aria-label');
  expect(label).toBe(
    'Sales, ounces, from week 1 to week 4. sold: between 10 and 20, at last 20. ' +
      'forecast: between 20 and 40, at last 40. 80 %: at last 30 to 50',
  );
  const legend = await readTexts(page, '.u-legend th');
  expect(legend).toEqual(['at', '80 %, upper', '80 %, lower', 'sold', 'forecast']);
  // In the middle of a line its color, in the band its color a fifth opaque, elsewhere nothing.
  const colors: unknown = await page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const over = document.querySelector('.u-over').getBoundingClientRect();
    const place = canvas.getBoundingClientRect();
    const at = (x, value) => {
      const { left, top } = positionOf(x, value);
      const pixel = [over.left - place.left + left, over.top - place.top + top];
      return [...canvas.getContext('2d').getImageData(...pixel, 1, 1).data];
    };
    return { line: at(1.5, 15), band: at(3.5, 31.5), nothing: at(1.46, 41) };
  })()`);
  expect(colors).toMatchObject({ line: [11, 95, 165, 255], band: [180, 40, 30, 51], nothing: [0, 0, 0, 0] });
  expect(complaints).toEqual([]);
});
