import type { Parameter } from './layer.ts';

const momentumDecay = 0.9;
const squareDecay = 0.999;
const epsilon = 1e-8;

/** Moves parameters against their gradients, by Adam (Kingma and Ba 2015). */
export interface Optimizer {
  /** Takes the gradients, summed over so many records, and sets them back to 0. */
  readonly step: (learningRate: number, records: number) => void;
}

export function createAdam(parameters: readonly Parameter[]): Optimizer {
  const states = parameters.map((parameter) => ({
    ...parameter,
    momentum: new Float32Array(parameter.values.length),
    square: new Float32Array(parameter.values.length),
  }));
  let steps = 0;
  return {
    step: (learningRate, records) => {
      steps++;
      const rate = (learningRate * Math.sqrt(1 - squareDecay ** steps)) / (1 - momentumDecay ** steps);
      for (const { values, gradient, momentum, square } of states) {
        for (let k = 0; k < values.length; k++) {
          const slope = (gradient[k] ?? 0) / records;
          const mean = momentumDecay * (momentum[k] ?? 0) + (1 - momentumDecay) * slope;
          const variance = squareDecay * (square[k] ?? 0) + (1 - squareDecay) * slope * slope;
          momentum[k] = mean;
          square[k] = variance;
          values[k] = (values[k] ?? 0) - (rate * mean) / (Math.sqrt(variance) + epsilon);
        }
        gradient.fill(0);
      }
    },
  };
}
