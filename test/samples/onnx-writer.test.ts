import { describe, expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type OnnxGraph, type OnnxTensor, toOnnxModel } from '../../samples/onnx-writer.ts';

const open = (graph: OnnxGraph) => InferenceSession.create(toOnnxModel(graph));

/** A graph that only says its constant. */
const constantGraph = (tensor: OnnxTensor): OnnxGraph => ({
  name: 'constant',
  inputs: [],
  outputs: [{ name: 'out', type: tensor.type, dims: tensor.dims }],
  nodes: [{ operator: 'Constant', inputs: [], outputs: ['out'], attributes: { value: { tensor } } }],
});

describe('toOnnxModel()', () => {
  test.each<{ tensor: OnnxTensor; read: unknown[] }>([
    {
      tensor: { type: 'float', dims: [2, 2], values: [1.5, -2, NaN, 1e30] },
      read: [1.5, -2, NaN, Math.fround(1e30)],
    },
    { tensor: { type: 'double', dims: [2], values: [0.1, -1e300] }, read: [0.1, -1e300] },
    { tensor: { type: 'int32', dims: [2], values: [-1, 2147483647] }, read: [-1, 2147483647] },
    { tensor: { type: 'int64', dims: [2], values: [-1, 2 ** 53 - 1] }, read: [-1n, 9007199254740991n] },
    { tensor: { type: 'uint8', dims: [2], values: [0, 255] }, read: [0, 255] },
    { tensor: { type: 'bool', dims: [2], values: [0, 1] }, read: [0, 1] },
    { tensor: { type: 'string', dims: [3], values: ['a', '', 'é "ü"'] }, read: ['a', '', 'é "ü"'] },
  ])('writes a constant that onnxruntime reads back when it is $tensor.type', async ({ tensor, read }) => {
    const { out } = await (await open(constantGraph(tensor))).run({});
    expect(out?.dims).toEqual(tensor.dims);
    expect(Array.from(out?.data ?? [], (value: unknown) => value)).toEqual(read);
  });

  test('writes inputs, named constants and attributes when a graph computes', async () => {
    const session = await open({
      name: 'sum',
      inputs: [{ name: 'x', type: 'float', dims: ['N', 2] }],
      outputs: [{ name: 'y', type: 'float', dims: ['N', 1] }],
      constants: [{ name: 'weights', type: 'float', dims: [2, 1], values: [2, 3] }],
      nodes: [
        {
          operator: 'Gemm',
          inputs: ['x', 'weights'],
          outputs: ['y'],
          attributes: { alpha: { float: 0.5 }, transA: { int: 0 } },
        },
      ],
    });
    const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1, 10, 20), [2, 2]) });
    expect(Array.from(y?.data ?? [], Number)).toEqual([2.5, 40]);
  });

  test('writes a graph as attribute when a node branches', async () => {
    const branch = (value: number): OnnxGraph => ({
      name: `say ${value}`,
      inputs: [],
      outputs: [{ name: 'said', type: 'int64', dims: [1] }],
      nodes: [
        {
          operator: 'Constant',
          inputs: [],
          outputs: ['said'],
          attributes: { value: { tensor: { type: 'int64', dims: [1], values: [value] } } },
        },
      ],
    });
    const session = await open({
      name: 'if',
      inputs: [{ name: 'asked', type: 'bool', dims: [] }],
      outputs: [{ name: 'said', type: 'int64', dims: [1] }],
      nodes: [
        {
          operator: 'If',
          inputs: ['asked'],
          outputs: ['said'],
          attributes: { then_branch: { graph: branch(1) }, else_branch: { graph: branch(2) } },
        },
      ],
    });
    const { said } = await session.run({ asked: new Tensor('bool', [false], []) });
    expect(said?.data).toEqual(BigInt64Array.of(2n));
  });
});
