import type { BoostedTrees } from './gradient-boosting.ts';
import type { TreeNode } from './decision-tree.ts';
import type { OnnxAttribute } from './onnx-writer.ts';

type Attributes = Readonly<Record<string, OnnxAttribute>>;

/** Attributes of a TreeEnsembleClassifier (ai.onnx.ml 3) of two classes, whose second is the probability that the trees tell. */
export function toBinaryClassifier(model: BoostedTrees, labels: readonly [string, string]): Attributes {
  const leaves = leavesOf(model);
  return {
    ...toNodeAttributes(model),
    class_treeids: { ints: leaves.map(({ tree }) => tree) },
    class_nodeids: { ints: leaves.map(({ id }) => id) },
    class_ids: { ints: leaves.map(() => 0) },
    class_weights: { floats: leaves.map(({ value }) => value) },
    base_values: { floats: [model.base] },
    post_transform: { string: 'LOGISTIC' },
    classlabels_strings: { strings: labels },
  };
}

/** Attributes of a TreeEnsembleRegressor (ai.onnx.ml 3) with one target. */
export function toRegressor(model: BoostedTrees): Attributes {
  const leaves = leavesOf(model);
  return {
    ...toNodeAttributes(model),
    target_treeids: { ints: leaves.map(({ tree }) => tree) },
    target_nodeids: { ints: leaves.map(({ id }) => id) },
    target_ids: { ints: leaves.map(() => 0) },
    target_weights: { floats: leaves.map(({ value }) => value) },
    base_values: { floats: [model.base] },
    n_targets: { int: 1 },
    aggregate_function: { string: 'SUM' },
    post_transform: { string: 'NONE' },
  };
}

function toNodeAttributes(model: BoostedTrees): Attributes {
  const nodes = model.trees.flatMap((tree, index) =>
    tree.map((node, id) => ({ tree: index, id, ...toColumns(node) })),
  );
  return {
    nodes_treeids: { ints: nodes.map(({ tree }) => tree) },
    nodes_nodeids: { ints: nodes.map(({ id }) => id) },
    nodes_featureids: { ints: nodes.map(({ feature }) => feature) },
    nodes_modes: { strings: nodes.map(({ mode }) => mode) },
    nodes_values: { floats: nodes.map(({ threshold }) => threshold) },
    nodes_truenodeids: { ints: nodes.map(({ left }) => left) },
    nodes_falsenodeids: { ints: nodes.map(({ right }) => right) },
    nodes_missing_value_tracks_true: { ints: nodes.map(({ missing }) => missing) },
  };
}

function toColumns(node: TreeNode) {
  if (node.kind === 'leaf') return { mode: 'LEAF', feature: 0, threshold: 0, left: 0, right: 0, missing: 0 };
  const { feature, threshold, left, right } = node;
  return { mode: 'BRANCH_LEQ', feature, threshold, left, right, missing: node.missingGoesLeft ? 1 : 0 };
}

function leavesOf(model: BoostedTrees): { tree: number; id: number; value: number }[] {
  return model.trees.flatMap((tree, index) =>
    tree.flatMap((node, id) => (node.kind === 'leaf' ? [{ tree: index, id, value: node.value }] : [])),
  );
}
