import type { Layer, ParameterSource } from './layer.ts';

export interface DenseShape {
  readonly inputs: number;
  readonly outputs: number;
}

/** Every output a weighted sum of all inputs: [I] -> [O]. Inputs of 0, of which ReLU makes many, cost nothing. */
export function createDense(name: string, { inputs, outputs }: DenseShape, create: ParameterSource): Layer {
  const weights = create(`${name}_weights`, [inputs, outputs], inputs);
  const biases = create(`${name}_biases`, [outputs], 0);
  const output = new Float32Array(outputs);
  const inputGradient = new Float32Array(inputs);
  const { values, gradient: slopes } = weights;
  const last = new Float32Array(inputs);

  function addRow(row: number, value: number): void {
    for (let o = 0, at = row * outputs; o < outputs; o++, at++)
      output[o] = (output[o] ?? 0) + value * (values[at] ?? 0);
  }

  /** Adds to the gradients of one input's weights; answers the gradient of that input. */
  function addSlopes(row: number, value: number, gradient: Float32Array): number {
    let sum = 0;
    for (let o = 0, at = row * outputs; o < outputs; o++, at++) {
      const slope = gradient[o] ?? 0;
      slopes[at] = (slopes[at] ?? 0) + value * slope;
      sum += (values[at] ?? 0) * slope;
    }
    return sum;
  }

  return {
    parameters: [weights, biases],
    forward: (input) => {
      last.set(input);
      output.set(biases.values);
      for (let row = 0; row < inputs; row++) if (input[row] !== 0) addRow(row, input[row] ?? 0);
      return output;
    },
    backward: (gradient) => {
      for (let o = 0; o < outputs; o++) biases.gradient[o] = (biases.gradient[o] ?? 0) + (gradient[o] ?? 0);
      for (let row = 0; row < inputs; row++) inputGradient[row] = addSlopes(row, last[row] ?? 0, gradient);
      return inputGradient;
    },
  };
}

/** What is below 0 becomes 0. */
export function createRelu(size: number): Layer {
  const output = new Float32Array(size);
  const inputGradient = new Float32Array(size);
  return {
    parameters: [],
    forward: (input) => {
      for (let at = 0; at < size; at++) output[at] = Math.max(0, input[at] ?? 0);
      return output;
    },
    backward: (gradient) => {
      for (let at = 0; at < size; at++) inputGradient[at] = (output[at] ?? 0) > 0 ? (gradient[at] ?? 0) : 0;
      return inputGradient;
    },
  };
}
