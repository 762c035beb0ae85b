import type { Layer } from './layer.ts';

/** The largest of each 2 x 2 pixels, at least 0: [C, S, S] -> [C, S/2, S/2]. ReLU before or after the maximum is the same. */
export function createReluMaxPool(channels: number, size: number): Layer {
  const half = size / 2;
  const output = new Float32Array(channels * half * half);
  /** Which pixel was the largest. */
  const sources = new Int32Array(output.length);
  const inputGradient = new Float32Array(channels * size * size);

  function findLargest(input: Float32Array, corner: number): number {
    const top = findLarger(input, corner, corner + 1);
    const bottom = findLarger(input, corner + size, corner + size + 1);
    return findLarger(input, top, bottom);
  }

  return {
    parameters: [],
    forward: (input) => {
      for (let at = 0; at < output.length; at++) {
        const line = Math.floor(at / half);
        const source = findLargest(input, line * 2 * size + (at % half) * 2);
        sources[at] = source;
        output[at] = Math.max(0, input[source] ?? 0);
      }
      return output;
    },
    backward: (gradient) => {
      inputGradient.fill(0);
      for (let at = 0; at < output.length; at++)
        if ((output[at] ?? 0) > 0) inputGradient[sources[at] ?? 0] = gradient[at] ?? 0;
      return inputGradient;
    },
  };
}

function findLarger(input: Float32Array, first: number, second: number): number {
  return (input[second] ?? 0) > (input[first] ?? 0) ? second : first;
}
