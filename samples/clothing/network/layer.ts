/** Numbers that training changes, row-major, with the sum of their gradients over a batch. */
export interface Parameter {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
  readonly gradient: Float32Array;
}

/** A part of a network, for one image at a time. The arrays that it answers are its own: the next call writes them anew. */
export interface Layer {
  readonly parameters: readonly Parameter[];
  readonly forward: (input: Float32Array) => Float32Array;
  /** Takes the loss's gradient of the last output, adds to the gradients of the parameters, and answers that of the last input. */
  readonly backward: (gradient: Float32Array) => Float32Array;
}

export type ParameterSource = (name: string, dims: readonly number[], inputs: number) => Parameter;

/** Makes parameters: weights normally distributed with variance 2 / inputs (He 2015), biases (no inputs) 0. */
export function createParameterSource(random: () => number): ParameterSource {
  return (name, dims, inputs) => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    const values = new Float32Array(size);
    if (inputs > 0) for (let k = 0; k < size; k++) values[k] = toNormal(random) * Math.sqrt(2 / inputs);
    return { name, dims, values, gradient: new Float32Array(size) };
  };
}

/** Box and Muller 1958; 1 - random() is never 0. */
function toNormal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
