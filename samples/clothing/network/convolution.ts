import type { Layer, ParameterSource } from './layer.ts';

export interface ConvolutionShape {
  readonly inputChannels: number;
  readonly outputChannels: number;
  /** Width and height of the image. */
  readonly size: number;
}

const taps = 9;

/** A convolution of 3 x 3, padded with zeros so that the image keeps its size: [C, S, S] -> [O, S, S]. */
export function createConvolution(name: string, shape: ConvolutionShape, create: ParameterSource): Layer {
  const { inputChannels, outputChannels, size } = shape;
  const weights = create(`${name}_weights`, [outputChannels, inputChannels, 3, 3], taps * inputChannels);
  const biases = create(`${name}_biases`, [outputChannels], 0);
  const padding = createPadding(inputChannels, size);
  const gradientPadding = createPadding(inputChannels, size);
  const output = new Float32Array(outputChannels * size * size);
  return {
    parameters: [weights, biases],
    forward: (input) => {
      const padded = padding.pad(input);
      for (let o = 0; o < outputChannels; o++) {
        output.fill(biases.values[o] ?? 0, o * size * size, (o + 1) * size * size);
        for (let c = 0; c < inputChannels; c++) {
          const filter = (o * inputChannels + c) * taps;
          addFiltered(output, { padded, size, filter, channel: c, to: o, weights: weights.values });
        }
      }
      return output;
    },
    backward: (gradient) => {
      const inputGradient = gradientPadding.clear();
      for (let at = 0; at < gradient.length; at++) {
        const slope = gradient[at] ?? 0;
        if (slope === 0) continue;
        const o = Math.floor(at / (size * size));
        const within = at % (size * size);
        const corner = Math.floor(within / size) * (size + 2) + (within % size);
        biases.gradient[o] = (biases.gradient[o] ?? 0) + slope;
        for (let c = 0; c < inputChannels; c++) {
          const source = c * (size + 2) ** 2 + corner;
          const filter = (o * inputChannels + c) * taps;
          addOuter(weights.gradient, filter, { of: padding.padded, source, size, slope });
          addSpread(inputGradient, source, { of: weights.values, source: filter, size, slope });
        }
      }
      return gradientPadding.unpad();
    },
  };
}

interface Filtering {
  readonly padded: Float32Array;
  readonly size: number;
  readonly weights: Float32Array;
  /** Where the filter starts in the weights. */
  readonly filter: number;
  readonly channel: number;
  readonly to: number;
}

/** One input channel's share in one output channel; the nine weights stay in registers. */
function addFiltered(output: Float32Array, { padded, size, weights, filter, channel, to }: Filtering): void {
  const a = weights[filter] ?? 0;
  const b = weights[filter + 1] ?? 0;
  const c = weights[filter + 2] ?? 0;
  const d = weights[filter + 3] ?? 0;
  const e = weights[filter + 4] ?? 0;
  const f = weights[filter + 5] ?? 0;
  const g = weights[filter + 6] ?? 0;
  const h = weights[filter + 7] ?? 0;
  const i = weights[filter + 8] ?? 0;
  const width = size + 2;
  for (let row = 0; row < size; row++) {
    let top = channel * width * width + row * width;
    let at = to * size * size + row * size;
    for (const end = at + size; at < end; at++, top++) {
      const middle = top + width;
      const bottom = middle + width;
      output[at] =
        (output[at] ?? 0) +
        a * (padded[top] ?? 0) +
        b * (padded[top + 1] ?? 0) +
        c * (padded[top + 2] ?? 0) +
        d * (padded[middle] ?? 0) +
        e * (padded[middle + 1] ?? 0) +
        f * (padded[middle + 2] ?? 0) +
        g * (padded[bottom] ?? 0) +
        h * (padded[bottom + 1] ?? 0) +
        i * (padded[bottom + 2] ?? 0);
    }
  }
}

interface Sloped {
  readonly of: Float32Array;
  readonly source: number;
  readonly size: number;
  readonly slope: number;
}

/** What the 3 x 3 pixels under an output say of the filter. */
function addOuter(target: Float32Array, at: number, { of, source, size, slope }: Sloped): void {
  for (let row = 0; row < 3; row++) {
    const to = at + row * 3;
    const from = source + row * (size + 2);
    target[to] = (target[to] ?? 0) + slope * (of[from] ?? 0);
    target[to + 1] = (target[to + 1] ?? 0) + slope * (of[from + 1] ?? 0);
    target[to + 2] = (target[to + 2] ?? 0) + slope * (of[from + 2] ?? 0);
  }
}

/** What the filter says of the 3 x 3 pixels under an output. */
function addSpread(target: Float32Array, at: number, { of, source, size, slope }: Sloped): void {
  for (let row = 0; row < 3; row++) {
    const to = at + row * (size + 2);
    const from = source + row * 3;
    target[to] = (target[to] ?? 0) + slope * (of[from] ?? 0);
    target[to + 1] = (target[to + 1] ?? 0) + slope * (of[from + 1] ?? 0);
    target[to + 2] = (target[to + 2] ?? 0) + slope * (of[from + 2] ?? 0);
  }
}

/** An image with a border of one zero, and without. */
function createPadding(channels: number, size: number) {
  const padded = new Float32Array(channels * (size + 2) ** 2);
  const plain = new Float32Array(channels * size * size);
  const startOf = (line: number) =>
    Math.floor(line / size) * (size + 2) ** 2 + ((line % size) + 1) * (size + 2) + 1;
  return {
    padded,
    pad: (input: Float32Array): Float32Array => {
      for (let line = 0; line < channels * size; line++)
        padded.set(input.subarray(line * size, (line + 1) * size), startOf(line));
      return padded;
    },
    clear: (): Float32Array => padded.fill(0),
    unpad: (): Float32Array => {
      for (let line = 0; line < channels * size; line++)
        plain.set(padded.subarray(startOf(line), startOf(line) + size), line * size);
      return plain;
    },
  };
}
