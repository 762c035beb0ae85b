import type { BoostedTrees } from '../gradient-boosting.ts';
import type { OnnxGraph } from '../onnx-writer.ts';
import { toBinaryClassifier } from '../tree-ensemble.ts';
import { featureConstants, featureNodes, features } from './feature-nodes.ts';
import { toInputs } from './order-fields.ts';

/** The features alone: what the trees are trained on is made by the very nodes that make it when they answer. */
export const featureGraph: OnnxGraph = {
  name: 'features',
  inputs: toInputs(),
  outputs: [{ name: 'features', type: 'float', dims: ['N', features.length] }],
  constants: featureConstants,
  nodes: featureNodes,
};

/** From the fields of orders to the risk [N, 1] that something of each is taken back. */
export function toRiskGraph(trees: BoostedTrees): OnnxGraph {
  return {
    ...featureGraph,
    name: 'transactions',
    outputs: [{ name: 'risk', type: 'float', dims: ['N', 1] }],
    constants: [...featureConstants, { name: 'second', type: 'int64', dims: [1], values: [1] }],
    nodes: [
      ...featureNodes,
      {
        operator: 'TreeEnsembleClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['features'],
        outputs: ['label', 'probabilities'],
        attributes: toBinaryClassifier(trees, ['keep', 'cancel']),
      },
      {
        operator: 'Gather',
        inputs: ['probabilities', 'second'],
        outputs: ['risk'],
        attributes: { axis: { int: 1 } },
      },
    ],
  };
}
