import type { ClothingImages } from './fashion-mnist.ts';
import { createAdam } from './network/adam.ts';
import type { Classifier } from './network/classifier.ts';

export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Gives the order of the images. */
  readonly random: () => number;
  /** Told the mean loss after each epoch. */
  readonly onEpoch?: (epoch: number, loss: number) => void;
}

/** Trains a classifier in place: batches in a new order each epoch, the learning rate falling to 0 in a line. */
export function trainNetwork(network: Classifier, images: ClothingImages, options: TrainingOptions): void {
  const { epochs, batchSize, learningRate, random, onEpoch } = options;
  const optimizer = createAdam(network.parameters);
  const order = Int32Array.from({ length: images.count }, (_, k) => k);
  const steps = epochs * Math.ceil(images.count / batchSize);
  let step = 0;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    shuffle(order, random);
    let loss = 0;
    for (let start = 0; start < order.length; start += batchSize) {
      const batch = order.subarray(start, start + batchSize);
      for (const index of batch) loss += network.learn(toInput(images, index), images.classes[index] ?? 0);
      optimizer.step(learningRate * (1 - step++ / steps), batch.length);
    }
    onEpoch?.(epoch, loss / images.count);
  }
}

/** One image as the network takes it: 0 to 1. */
export function toInput({ pixels, count }: ClothingImages, index: number): Float32Array {
  const size = pixels.length / count;
  const input = new Float32Array(size);
  for (let k = 0; k < size; k++) input[k] = (pixels[index * size + k] ?? 0) / 255;
  return input;
}

/** Fisher and Yates 1938. */
function shuffle(order: Int32Array, random: () => number): void {
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
}
