import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toOnnxModel } from '../../samples/onnx-writer.ts';
import { measureAccuracy } from '../../samples/orange-juice/accuracy.ts';
import { fitSales } from '../../samples/orange-juice/fit-sales.ts';
import { toForecastGraph } from '../../samples/orange-juice/forecast-graph.ts';
import { loadSales, sampleFile } from '../../samples/orange-juice/sales.ts';

const root = path.join(import.meta.dirname, '../..');

describe('the orange-juice model that ships', () => {
  test('is off by no more than README.md says, and its band holds what it says', async () => {
    const readme = await readFile(path.join(root, 'samples/orange-juice/README.md'), 'utf8');
    const model = await readFile(path.join(root, 'models/orange-juice/1/model.onnx'));
    const accuracy = await measureAccuracy(model, await loadSales(sampleFile));
    expect(accuracy).toHaveLength(4);
    for (const { step, forecasts, median, mean, lastValueMean, covered } of accuracy) {
      expect(readme).toContain(
        `${step} ahead: ${forecasts} forecasts, median error ${median.toFixed(1)} %, mean ${mean.toFixed(1)} % ` +
          `(last value ${lastValueMean.toFixed(1)} %), band holds ${covered.toFixed(1)} %`,
      );
      expect(median).toBeLessThanOrEqual(33);
      expect(mean).toBeLessThanOrEqual(0.6 * lastValueMean);
      expect(covered).toBeGreaterThanOrEqual(75);
      expect(covered).toBeLessThanOrEqual(85);
    }
  });
});

describe('fitSales()', () => {
  test('gives the same model each time', async () => {
    const sales = (await loadSales(sampleFile)).slice(0, 22);
    const fit = async () => {
      const options = { from: 56, until: 148, heldOutWeeks: 40, pointTrees: 4, spreadTrees: 2 };
      const model = toOnnxModel(toForecastGraph(await fitSales(sales, options)), { description: 'small' });
      return createHash('sha256').update(model).digest('hex');
    };
    expect(await fit()).toBe(await fit());
  });
});
