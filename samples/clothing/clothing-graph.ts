import type { OnnxGraph, OnnxNode } from '../onnx-writer.ts';
import { imageSize } from './clothing-network.ts';
import type { Parameter } from './network/layer.ts';

/** The trained network as a graph: grey images [N, 1, 28, 28] of 0 to 1 -> the probability of each class [N, classes]. */
export function toClothingGraph(parameters: readonly Parameter[], classes: number): OnnxGraph {
  return {
    name: 'clothing',
    inputs: [{ name: 'image', type: 'float', dims: ['N', 1, imageSize, imageSize] }],
    outputs: [{ name: 'probabilities', type: 'float', dims: ['N', classes] }],
    constants: parameters.map(({ name, dims, values }) => ({
      name,
      dims,
      type: 'float',
      values: [...values],
    })),
    nodes: [
      ...toConvolution('first', 'image'),
      ...toConvolution('second', 'first_pooled'),
      { operator: 'Flatten', inputs: ['second_pooled'], outputs: ['features'] },
      toDense('hidden', 'features'),
      { operator: 'Relu', inputs: ['hidden'], outputs: ['hidden_relu'] },
      toDense('class', 'hidden_relu'),
      {
        operator: 'Softmax',
        inputs: ['class'],
        outputs: ['probabilities'],
        attributes: { axis: { int: 1 } },
      },
    ],
  };
}

function toConvolution(name: string, input: string): OnnxNode[] {
  return [
    {
      operator: 'Conv',
      inputs: [input, `${name}_weights`, `${name}_biases`],
      outputs: [name],
      attributes: { kernel_shape: { ints: [3, 3] }, pads: { ints: [1, 1, 1, 1] } },
    },
    { operator: 'Relu', inputs: [name], outputs: [`${name}_relu`] },
    {
      operator: 'MaxPool',
      inputs: [`${name}_relu`],
      outputs: [`${name}_pooled`],
      attributes: { kernel_shape: { ints: [2, 2] }, strides: { ints: [2, 2] } },
    },
  ];
}

const toDense = (name: string, input: string): OnnxNode => ({
  operator: 'Gemm',
  inputs: [input, `${name}_weights`, `${name}_biases`],
  outputs: [name],
});
