import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { toClothingGraph } from '../../samples/clothing/clothing-graph.ts';
import { createClothingNetwork } from '../../samples/clothing/clothing-network.ts';
import { createClassifier } from '../../samples/clothing/network/classifier.ts';
import { createConvolution } from '../../samples/clothing/network/convolution.ts';
import { createDense, createRelu } from '../../samples/clothing/network/dense.ts';
import {
  createParameterSource,
  type Layer,
  type ParameterSource,
} from '../../samples/clothing/network/layer.ts';
import { createReluMaxPool } from '../../samples/clothing/network/max-pool.ts';
import { trainNetwork } from '../../samples/clothing/train-network.ts';
import { toOnnxModel } from '../../samples/onnx-writer.ts';
import { createRandom } from '../../samples/seeded-random.ts';

const toNoise = (size: number, seed: number): Float32Array => {
  const random = createRandom(seed);
  return Float32Array.from({ length: size }, () => random() * 2 - 1);
};

/** The gradient of a weighted sum of the outputs in one of the values, by two steps aside. */
function toSlope(values: Float32Array, at: number, loss: () => number): number {
  const step = 0.01;
  const given = values[at]!;
  values[at] = given + step;
  const above = loss();
  values[at] = given - step;
  const below = loss();
  values[at] = given;
  return (above - below) / (2 * step);
}

describe('Layer', () => {
  const layers: [string, number, (create: ParameterSource) => Layer][] = [
    [
      'createConvolution()',
      2 * 16,
      (create) => createConvolution('c', { inputChannels: 2, outputChannels: 3, size: 4 }, create),
    ],
    ['createDense()', 6, (create) => createDense('d', { inputs: 6, outputs: 4 }, create)],
    ['createRelu()', 8, () => createRelu(8)],
    ['createReluMaxPool()', 2 * 16, () => createReluMaxPool(2, 4)],
  ];

  test.each(layers)('%s gives the gradients that steps aside give', (_name, inputs, createLayer) => {
    const layer = createLayer(createParameterSource(createRandom(3)));
    const input = toNoise(inputs, 1);
    const weights = toNoise(layer.forward(input).length, 2);
    const loss = () => layer.forward(input).reduce((sum, value, k) => sum + value * weights[k]!, 0);
    loss();
    const gradient = layer.backward(weights).slice();
    for (let at = 0; at < inputs; at++) expect(gradient[at]).toBeCloseTo(toSlope(input, at, loss), 3);
    for (const { values, gradient: slopes } of layer.parameters)
      for (let at = 0; at < values.length; at++) expect(slopes[at]).toBeCloseTo(toSlope(values, at, loss), 3);
  });

  test('createConvolution() sums what is around each pixel', () => {
    const layer = createConvolution(
      'c',
      { inputChannels: 1, outputChannels: 1, size: 3 },
      createParameterSource(Math.random),
    );
    layer.parameters[0]!.values.fill(1);
    layer.parameters[1]!.values.fill(10);
    expect([...layer.forward(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9))]).toEqual([
      22, 31, 26, 37, 55, 43, 34, 49, 38,
    ]);
  });

  test('createReluMaxPool() takes the largest of four, and nothing below 0', () => {
    const layer = createReluMaxPool(1, 4);
    const input = Float32Array.of(1, 2, -1, -2, 3, 0, -3, -4, 0, 0, 9, 8, 0, 5, 7, 6);
    expect([...layer.forward(input)]).toEqual([3, 0, 5, 9]);
  });
});

/** Bright on the left, or on the right. */
const halves = {
  count: 4,
  pixels: Uint8Array.from([200, 10, 180, 30, 20, 220, 0, 190, 255, 40, 210, 0, 15, 240, 5, 170]),
  classes: Uint8Array.of(0, 1, 0, 1),
};

const trainHalves = () => {
  const random = createRandom(5);
  const network = createClassifier([
    createDense('d', { inputs: 4, outputs: 2 }, createParameterSource(random)),
  ]);
  const losses: number[] = [];
  const options = { epochs: 50, batchSize: 3, learningRate: 0.05, random };
  trainNetwork(network, halves, { ...options, onEpoch: (_epoch, loss) => losses.push(loss) });
  return { network, losses };
};

describe('trainNetwork()', () => {
  test('learns to tell what can be told', () => {
    const { network, losses } = trainHalves();
    expect(losses).toHaveLength(50);
    expect(losses.at(-1)).toBeLessThan(0.2 * losses[0]!);
    expect(network.classify(Float32Array.of(1, 0, 1, 0))[0]).toBeGreaterThan(0.9);
    expect(network.classify(Float32Array.of(0, 1, 0, 1))[1]).toBeGreaterThan(0.9);
  });

  test('comes to the same parameters when it is run again', () => {
    const toValues = () => trainHalves().network.parameters.map(({ values }) => values.slice());
    expect(toValues()).toEqual(toValues());
  });
});

describe('toClothingGraph()', () => {
  test('computes what the network computes, for several images at once', async () => {
    const network = createClothingNetwork(createRandom(7), 10);
    const session = await InferenceSession.create(toOnnxModel(toClothingGraph(network.parameters, 10)));
    const images = [1, 2, 3].map((seed) => toNoise(784, seed).map(Math.abs));
    const pixels = Float32Array.from(images.flatMap((image) => [...image]));
    const { probabilities } = await session.run({ image: new Tensor('float32', pixels, [3, 1, 28, 28]) });
    const expected = images.flatMap((image) => [...network.classify(image)]);
    const found = Array.from(probabilities!.data as Float32Array);
    expect(found).toHaveLength(30);
    expect(Math.max(...found.map((value, k) => Math.abs(value - expected[k]!)))).toBeLessThan(1e-5);
  });
});
