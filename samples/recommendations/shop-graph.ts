import type { OnnxGraph, OnnxNode, OnnxTensor } from '../onnx-writer.ts';
import type { Product } from './baskets.ts';
import type { Neighbours } from './item-weights.ts';

export interface ShopGraphOptions {
  readonly products: readonly Product[];
  readonly neighbours: Neighbours;
  /** Of each product, what it is recommended by where a basket says nothing. */
  readonly prior: readonly number[];
  /** Codes that a basket may hold. */
  readonly basketLength: number;
  /** Products that are recommended. */
  readonly top: number;
}

/** Far below any score. */
const never = -1e30;

/**
 * basket [N, M] of codes -> the best products [N, K]: their codes, names and scores, none of which is in the basket.
 * What follows the last product stands for a code that is not known, and for the empty text: it speaks for nothing, so
 * that a basket of nothing else is answered with what is popular. A code that comes twice speaks once.
 */
export function toShopGraph(options: ShopGraphOptions): OnnxGraph {
  const { basketLength, top } = options;
  return {
    name: 'recommendations',
    inputs: [{ name: 'basket', type: 'string', dims: ['N', basketLength] }],
    outputs: [
      { name: 'products', type: 'string', dims: ['N', top] },
      { name: 'names', type: 'string', dims: ['N', top] },
      { name: 'scores', type: 'float', dims: ['N', top] },
    ],
    constants: toConstants(options),
    nodes: [toEncoder(options.products), ...repeats, ...scoring, ...choosing],
  };
}

function toEncoder(products: readonly Product[]): OnnxNode {
  return {
    operator: 'LabelEncoder',
    domain: 'ai.onnx.ml',
    inputs: ['basket'],
    outputs: ['ids'],
    attributes: {
      keys_strings: { strings: products.map(({ code }) => code) },
      values_int64s: { ints: products.map((_, index) => index) },
      default_int64: { int: products.length },
    },
  };
}

const plain = (operator: string, inputs: string[], output: string, attributes = {}): OnnxNode => ({
  operator,
  inputs,
  outputs: [output],
  attributes,
});

/** `once` [N, M, 1]: 1 for a code that has not come before it in the basket, else 0. */
const repeats: readonly OnnxNode[] = [
  plain('Unsqueeze', ['ids', 'axis2'], 'idsDown'),
  plain('Unsqueeze', ['ids', 'axis1'], 'idsAcross'),
  plain('Equal', ['idsDown', 'idsAcross'], 'same'),
  plain('And', ['same', 'before'], 'earlier'),
  plain('Cast', ['earlier'], 'earlierNumbers', { to: { int: 1 } }),
  plain('ReduceMax', ['earlierNumbers'], 'repeated', { axes: { ints: [2] }, keepdims: { int: 1 } }),
  plain('Sub', ['one', 'repeated'], 'once'),
];

/** `raw` [N, P + 1]: the prior of each product, and what those of the basket add. */
const scoring: readonly OnnxNode[] = [
  plain('Cast', ['neighbours'], 'neighbourIds', { to: { int: 7 } }),
  plain('Gather', ['neighbourIds', 'ids'], 'spokenFor'),
  plain('Gather', ['weights', 'ids'], 'said'),
  plain('Mul', ['said', 'once'], 'saidOnce'),
  plain('Reshape', ['spokenFor', 'flat'], 'spokenForFlat'),
  plain('Reshape', ['saidOnce', 'flat'], 'saidFlat'),
  plain('Shape', ['ids'], 'records', { start: { int: 0 }, end: { int: 1 } }),
  plain('Concat', ['records', 'width'], 'rawShape', { axis: { int: 0 } }),
  plain('Expand', ['prior', 'rawShape'], 'priors'),
  plain('ScatterElements', ['priors', 'spokenForFlat', 'saidFlat'], 'raw', {
    axis: { int: 1 },
    reduction: { string: 'add' },
  }),
];

/** The best of what is not in the basket. */
const choosing: readonly OnnxNode[] = [
  plain('Shape', ['ids'], 'idsShape'),
  plain('Expand', ['never', 'idsShape'], 'nevers'),
  plain('ScatterElements', ['raw', 'ids', 'nevers'], 'allowed', { axis: { int: 1 } }),
  plain('Slice', ['allowed', 'start', 'end', 'axis1'], 'known'),
  {
    operator: 'TopK',
    inputs: ['known', 'top'],
    outputs: ['scores', 'best'],
    attributes: { axis: { int: 1 } },
  },
  plain('Gather', ['codes', 'best'], 'products'),
  plain('Gather', ['titles', 'best'], 'names'),
];

function toConstants(options: ShopGraphOptions): readonly OnnxTensor[] {
  const { products, neighbours, prior, basketLength, top } = options;
  const { count, indexes, weights } = neighbours;
  const size = products.length;
  const nothing = { indexes: new Array<number>(count).fill(size), weights: new Array<number>(count).fill(0) };
  const whole = (name: string, ...values: number[]): OnnxTensor => ({
    name,
    type: 'int64',
    dims: [values.length],
    values,
  });
  const before = Array.from({ length: basketLength ** 2 }, (_, at) =>
    at % basketLength < Math.floor(at / basketLength) ? 1 : 0,
  );
  return [
    { name: 'neighbours', type: 'int32', dims: [size + 1, count], values: [...indexes, ...nothing.indexes] },
    { name: 'weights', type: 'float', dims: [size + 1, count], values: [...weights, ...nothing.weights] },
    { name: 'prior', type: 'float', dims: [1, size + 1], values: [...prior, 0] },
    { name: 'before', type: 'bool', dims: [basketLength, basketLength], values: before },
    { name: 'one', type: 'float', dims: [1], values: [1] },
    { name: 'never', type: 'float', dims: [1], values: [never] },
    { name: 'codes', type: 'string', dims: [size], values: products.map(({ code }) => code) },
    { name: 'titles', type: 'string', dims: [size], values: products.map(({ name }) => name) },
    ...[whole('axis1', 1), whole('axis2', 2), whole('flat', 0, -1), whole('width', size + 1)],
    ...[whole('start', 0), whole('end', size), whole('top', top)],
  ];
}
