import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Matrix } from '../../samples/feature-bins.ts';
import { fitBoostedTrees, predictRaw } from '../../samples/gradient-boosting.ts';
import type { BoostingOptions } from '../../samples/gradient-boosting.ts';
import { toOnnxModel } from '../../samples/onnx-writer.ts';
import { createRandom } from '../../samples/seeded-random.ts';
import { toRegressor } from '../../samples/tree-ensemble.ts';

const oneTree: BoostingOptions = {
  loss: 'squared',
  trees: 1,
  depth: 1,
  learningRate: 1,
  l2: 0,
  minHessian: 1,
  minSplitRows: 2,
  rowShare: 1,
  featureShare: 1,
  seed: 1,
};

const toMatrix = (rows: readonly (readonly number[])[]): Matrix => ({
  rows: rows.length,
  columns: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
});

describe('fitBoostedTrees()', () => {
  test('finds the one step there is when the target is a step', () => {
    const x = toMatrix([[1], [2], [3], [4]]);
    expect(fitBoostedTrees(x, [10, 10, 20, 20], oneTree)).toEqual({
      base: 15,
      trees: [
        [
          { kind: 'split', feature: 0, threshold: 2.5, missingGoesLeft: true, left: 1, right: 2 },
          { kind: 'leaf', value: -5 },
          { kind: 'leaf', value: 5 },
        ],
      ],
    });
  });

  test('sends missing values to the side that they resemble', () => {
    const x = toMatrix([[1], [2], [NaN], [NaN]]);
    const model = fitBoostedTrees(x, [10, 20, 20, 20], oneTree);
    expect([0, 1, 2, 3].map((row) => predictRaw(model, x, row))).toEqual([10, 20, 20, 20]);
  });

  test('gives what onnxruntime gives when its trees are written as ONNX', async () => {
    const random = createRandom(7);
    const x = toMatrix(Array.from({ length: 300 }, () => [random() * 10, random() < 0.1 ? NaN : random()]));
    const targets = Array.from({ length: 300 }, (_, row) => Math.sin(x.values[2 * row] ?? 0) + random());
    const model = fitBoostedTrees(x, targets, {
      ...oneTree,
      trees: 20,
      depth: 3,
      learningRate: 0.3,
      rowShare: 0.8,
    });
    const session = await InferenceSession.create(
      toOnnxModel({
        name: 'trees',
        inputs: [{ name: 'x', type: 'float', dims: ['N', 2] }],
        outputs: [{ name: 'y', type: 'float', dims: ['N', 1] }],
        nodes: [
          {
            operator: 'TreeEnsembleRegressor',
            domain: 'ai.onnx.ml',
            inputs: ['x'],
            outputs: ['y'],
            attributes: toRegressor(model),
          },
        ],
      }),
    );
    const { y } = await session.run({ x: new Tensor('float32', x.values, [300, 2]) });
    const answers = Array.from(y?.data ?? [], Number);
    const gaps = answers.map((value, row) => Math.abs(value - predictRaw(model, x, row)));
    expect(gaps).toHaveLength(300);
    expect(Math.max(...gaps)).toBeLessThan(1e-5);
  });
});
