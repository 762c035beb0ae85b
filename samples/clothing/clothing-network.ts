import { type Classifier, createClassifier } from './network/classifier.ts';
import { createConvolution } from './network/convolution.ts';
import { createDense, createRelu } from './network/dense.ts';
import { createParameterSource } from './network/layer.ts';
import { createReluMaxPool } from './network/max-pool.ts';

export const imageSize = 28;
export const channels = { first: 8, second: 16 } as const;
export const hiddenUnits = 64;

/** Two convolutions, each with ReLU and pooling, and two dense layers: 52,138 parameters for 10 classes. */
export function createClothingNetwork(random: () => number, classes: number): Classifier {
  const create = createParameterSource(random);
  const half = imageSize / 2;
  const { first, second } = channels;
  const pooled = second * (half / 2) ** 2;
  return createClassifier([
    createConvolution('first', { inputChannels: 1, outputChannels: first, size: imageSize }, create),
    createReluMaxPool(first, imageSize),
    createConvolution('second', { inputChannels: first, outputChannels: second, size: half }, create),
    createReluMaxPool(second, half),
    createDense('hidden', { inputs: pooled, outputs: hiddenUnits }, create),
    createRelu(hiddenUnits),
    createDense('class', { inputs: hiddenUnits, outputs: classes }, create),
  ]);
}
