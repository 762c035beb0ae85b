import type { BoostedTrees } from '../gradient-boosting.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor, OnnxValue } from '../onnx-writer.ts';
import { toBinaryClassifier } from '../tree-ensemble.ts';

/** What a text column can say; each value becomes a feature of its own. */
export interface Category {
  readonly column: string;
  readonly values: readonly string[];
}

/** The graph: an input [N,1] a column, texts turned one-hot, all laid side by side in front of the trees. */
export function toChurnGraph(
  numbers: readonly string[],
  categories: readonly Category[],
  model: BoostedTrees,
): OnnxGraph {
  const features = [...numbers, ...categories.map(({ column }) => `${column}_hot`)];
  return {
    name: 'churn',
    inputs: [
      ...numbers.map((name): OnnxValue => ({ name, type: 'float', dims: ['N', 1] })),
      ...categories.map(({ column }): OnnxValue => ({ name: column, type: 'string', dims: ['N', 1] })),
    ],
    outputs: [
      { name: 'label', type: 'string', dims: ['N'] },
      { name: 'probabilities', type: 'float', dims: ['N', 2] },
    ],
    constants: categories.map(toShape),
    nodes: [
      ...categories.flatMap(toOneHot),
      { operator: 'Concat', inputs: features, outputs: ['features'], attributes: { axis: { int: 1 } } },
      {
        operator: 'TreeEnsembleClassifier',
        domain: 'ai.onnx.ml',
        inputs: ['features'],
        outputs: ['label', 'probabilities'],
        attributes: toBinaryClassifier(model, ['No', 'Yes']),
      },
    ],
  };
}

const toShape = ({ column, values }: Category): OnnxTensor => ({
  name: `${column}_shape`,
  type: 'int64',
  dims: [2],
  values: [-1, values.length],
});

/** `zeros` lets a value that was never seen be no category at all; without it the whole run would fail. */
const toOneHot = ({ column, values }: Category): OnnxNode[] => [
  {
    operator: 'OneHotEncoder',
    domain: 'ai.onnx.ml',
    inputs: [column],
    outputs: [`${column}_cube`],
    attributes: { cats_strings: { strings: values }, zeros: { int: 1 } },
  },
  { operator: 'Reshape', inputs: [`${column}_cube`, `${column}_shape`], outputs: [`${column}_hot`] },
];
