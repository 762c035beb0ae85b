import type { Layer, Parameter } from './layer.ts';

/** A network that says how likely each class is. */
export interface Classifier {
  readonly parameters: readonly Parameter[];
  /** The probability of each class; the array is the classifier's own. */
  readonly classify: (input: Float32Array) => Float32Array;
  /** Adds to the gradients what one example says, and answers its loss: the negative logarithm of the probability of its class. */
  readonly learn: (input: Float32Array, target: number) => number;
}

/** Layers one after another, and softmax. */
export function createClassifier(layers: readonly Layer[]): Classifier {
  const backwards = layers.toReversed();
  const classify = (input: Float32Array) =>
    toProbabilities(layers.reduce((values, layer) => layer.forward(values), input));
  return {
    parameters: layers.flatMap(({ parameters }) => parameters),
    classify,
    learn: (input, target) => {
      const gradient = classify(input);
      const probability = gradient[target] ?? 0;
      // Of softmax and logarithm together, the gradient is the probabilities less 1 at the target.
      gradient[target] = probability - 1;
      backwards.reduce((slopes, layer) => layer.backward(slopes), gradient);
      return -Math.log(Math.max(probability, Number.MIN_VALUE));
    },
  };
}

function toProbabilities(logits: Float32Array): Float32Array {
  const largest = Math.max(...logits);
  const weights = Float64Array.from(logits, (logit) => Math.exp(logit - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}
