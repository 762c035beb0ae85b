import type { OnnxGraph, OnnxTensor } from '../onnx-writer.ts';
import type { LinearFit } from './ridge-regression.ts';

/** What is usual, and how far from it a reading may be. */
export interface TemperatureModel {
  /** Of the next reading by those before it. */
  readonly fit: LinearFit;
  /** Standard deviation of its errors. */
  readonly errorDeviation: number;
  /** Of all readings. */
  readonly mean: number;
  readonly deviation: number;
  /** An error of so many deviations is an anomaly. */
  readonly jumpLimit: number;
  /** A reading so many deviations from the mean is an anomaly. */
  readonly levelLimit: number;
}

/**
 * The graph: the readings before [N, L] and the reading [N, 1] -> what was expected, a score, and whether it is an anomaly
 * (a score above 1). The score is the larger of two: how unexpected the step is, and how unusual the level.
 */
export function toTemperatureGraph(model: TemperatureModel): OnnxGraph {
  const length = model.fit.weights.length;
  return {
    name: 'temperature',
    inputs: [
      { name: 'window', type: 'float', dims: ['N', length] },
      { name: 'reading', type: 'float', dims: ['N', 1] },
    ],
    outputs: [
      { name: 'expected', type: 'float', dims: ['N', 1] },
      { name: 'score', type: 'float', dims: ['N', 1] },
      { name: 'anomaly', type: 'bool', dims: ['N', 1] },
    ],
    constants: [
      { name: 'weights', type: 'float', dims: [length, 1], values: model.fit.weights },
      { name: 'intercept', type: 'float', dims: [1], values: [model.fit.intercept] },
      toScalar('error_deviation', model.errorDeviation),
      toScalar('mean', model.mean),
      toScalar('deviation', model.deviation),
      toScalar('jump_limit', model.jumpLimit),
      toScalar('level_limit', model.levelLimit),
      toScalar('one', 1),
    ],
    nodes: [
      { operator: 'Gemm', inputs: ['window', 'weights', 'intercept'], outputs: ['expected'] },
      { operator: 'Sub', inputs: ['reading', 'expected'], outputs: ['error'] },
      { operator: 'Abs', inputs: ['error'], outputs: ['error_size'] },
      { operator: 'Div', inputs: ['error_size', 'error_deviation'], outputs: ['jump'] },
      { operator: 'Div', inputs: ['jump', 'jump_limit'], outputs: ['jump_score'] },
      { operator: 'Sub', inputs: ['reading', 'mean'], outputs: ['distance'] },
      { operator: 'Abs', inputs: ['distance'], outputs: ['distance_size'] },
      { operator: 'Div', inputs: ['distance_size', 'deviation'], outputs: ['level'] },
      { operator: 'Div', inputs: ['level', 'level_limit'], outputs: ['level_score'] },
      { operator: 'Max', inputs: ['jump_score', 'level_score'], outputs: ['score'] },
      { operator: 'Greater', inputs: ['score', 'one'], outputs: ['anomaly'] },
    ],
  };
}

function toScalar(name: string, value: number): OnnxTensor {
  return { name, type: 'float', dims: [], values: [value] };
}
