import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toOnnxModel } from '../../samples/onnx-writer.ts';
import { measureAccuracy, testStart } from '../../samples/quarterly/accuracy.ts';
import { loadFigures } from '../../samples/quarterly/figures.ts';
import { toGolden } from '../../samples/quarterly/golden.ts';
import { fitGrowth } from '../../samples/quarterly/growth.ts';
import { toQuarterlyGraph } from '../../samples/quarterly/quarterly-graph.ts';

const root = path.join(import.meta.dirname, '../..');
const shipped = path.join(root, 'models/quarterly/1');

describe('the quarterly model that ships', () => {
  test('is what training gives', async () => {
    const figures = await loadFigures();
    const description = `The next four quarters of US macroeconomic series by their last growth, learned before ${testStart}`;
    const model = toOnnxModel(toQuarterlyGraph(fitGrowth(figures, testStart)), { description });
    expect(Buffer.compare(model, await readFile(path.join(shipped, 'model.onnx')))).toBe(0);
    expect(await toGolden(model, figures)).toBe(await readFile(path.join(shipped, 'golden.json'), 'utf8'));
  });

  test('is off by no more than README.md says', async () => {
    const readme = await readFile(path.join(root, 'samples/quarterly/README.md'), 'utf8');
    const accuracy = await measureAccuracy(
      await readFile(path.join(shipped, 'model.onnx')),
      await loadFigures(),
    );
    const toText = (errors: readonly number[]) => errors.map((error) => error.toFixed(2)).join(' / ');
    for (const { series, errors, lastValueErrors, covered, origins } of accuracy) {
      expect(readme).toContain(
        `${series}: error ${toText(errors)} % (last value ${toText(lastValueErrors)}), band holds ${covered.toFixed(0)} %, ${origins} origins`,
      );
    }
    const [production] = accuracy;
    expect(production?.series).toBe('realgdp');
    expect(production?.errors.map((error, k) => error <= [0.435, 0.715, 1.075, 1.395][k]!)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });
});
