import type { Page } from 'puppeteer-core';

/** Of the light scheme, as red, green and blue. */
export const lineColors = { forecast: '[179, 38, 30]', history: '[11, 95, 165]' } as const;

/**
 * How much of a line through these points has the color of the forecast or of the history on the canvas: the points are placed
 * by the chart, the colors are read from the pixels.
 */
export async function shareOfLine(
  page: Page,
  points: readonly (readonly [number, number])[],
  color: string,
): Promise<number> {
  const share: unknown = await page.evaluate(`(() => {
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
  return Number(share);
}
