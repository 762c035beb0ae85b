import type { BoostedTrees } from '../gradient-boosting.ts';
import { createGraphBuilder, type GraphBuilder } from '../graph-builder.ts';
import type { OnnxGraph, OnnxValue } from '../onnx-writer.ts';
import { toRegressor } from '../tree-ensemble.ts';
import { addFeatures } from './features.ts';
import { historyLength, horizon } from './shape.ts';

/** Trees for what the level of a series leaves open, and for how far off they are. */
export interface SalesModel {
  readonly brands: readonly string[];
  /** Logarithm of the sales above the level. */
  readonly point: BoostedTrees;
  /** Logarithm of the size of the point's error. */
  readonly spread: BoostedTrees;
  /** So many times the size of an error, on either side of the point, hold four of five. */
  readonly bandWidth: number;
}

const inputs: readonly OnnxValue[] = [
  { name: 'history', type: 'float', dims: ['N', historyLength, 4] },
  { name: 'future', type: 'float', dims: ['N', horizon, 3] },
  { name: 'brand', type: 'string', dims: ['N', 1] },
];

/** The part of the graph that the trees are trained on: features [4N, F] and the level of each series [N, 1]. */
export function toFeatureGraph(brands: readonly string[]): OnnxGraph {
  const builder = createGraphBuilder();
  const { features, level, count } = addFeatures(builder, brands);
  builder.name(features, 'features');
  builder.name(level, 'level');
  return {
    name: 'orange-juice-features',
    inputs,
    outputs: [
      { name: 'features', type: 'float', dims: ['M', count] },
      { name: 'level', type: 'float', dims: ['N', 1] },
    ],
    nodes: builder.nodes,
    constants: builder.constants,
  };
}

/** The whole: ounces of the next four weeks [N, 4] with a band that should hold four of five. */
export function toForecastGraph({ brands, point, spread, bandWidth }: SalesModel): OnnxGraph {
  const builder = createGraphBuilder();
  const { apply, floats } = builder;
  const { features, level } = addFeatures(builder, brands);
  const middle = apply('Add', [level, addTrees(builder, features, point)]);
  const size = apply('Exp', [addTrees(builder, features, spread)]);
  const band = apply('Mul', [size, floats([bandWidth])]);
  builder.name(apply('Exp', [middle]), 'forecast');
  builder.name(apply('Exp', [apply('Sub', [middle, band])]), 'lower');
  builder.name(apply('Exp', [apply('Add', [middle, band])]), 'upper');
  return {
    name: 'orange-juice',
    inputs,
    outputs: ['forecast', 'lower', 'upper'].map((name) => ({ name, type: 'float', dims: ['N', horizon] })),
    nodes: builder.nodes,
    constants: builder.constants,
  };
}

function addTrees({ apply, ints }: GraphBuilder, features: string, trees: BoostedTrees): string {
  const answers = apply('TreeEnsembleRegressor', [features], toRegressor(trees), 'ai.onnx.ml');
  return apply('Reshape', [answers, ints([-1, horizon])]);
}
