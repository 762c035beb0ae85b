import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { splitByTime, toShop } from '../../samples/recommendations/baskets.ts';
import { fitItemWeights, toNeighbours, toPopularity } from '../../samples/recommendations/item-weights.ts';
import { basketLength } from '../../samples/recommendations/recommender.ts';
import { toShopGraph } from '../../samples/recommendations/shop-graph.ts';
import { openShopModel, type ShopSession } from '../../samples/recommendations/shop-session.ts';
import { invert } from '../../samples/recommendations/symmetric-inverse.ts';
import { toOnnxModel } from '../../samples/onnx-writer.ts';

const shipped = path.join(import.meta.dirname, '../../models/recommendations');

function line(invoice: string, product: string, more: object = {}) {
  const sale = {
    description: `THING ${product}`,
    quantity: 1,
    unixTime: 0,
    unitPrice: 1,
    customer: '',
    country: '',
  };
  return { invoice, product, ...sale, ...more };
}

describe('toShop()', () => {
  test('keeps products that were sold, named as they are called most, and orders of several of them', () => {
    const lines = [
      line('1', '10001a', { description: ' THING  10001A ' }),
      line('1', '10002', { description: 'damaged' }),
      line('1', 'POST'),
      line('2', '10002'),
      line('2', '10002'),
      line('2', '10001A', { quantity: -1 }),
      line('C3', '10001A'),
      ...['10001A', '10002', '10003'].map((product) => line('4', product)),
      line('5', '10002'),
    ];
    expect(toShop(lines, { maxProducts: 2, maxBasket: 5 })).toEqual({
      products: [
        { code: '10002', name: 'THING 10002' },
        { code: '10001A', name: 'THING 10001A' },
      ],
      baskets: [
        [1, 0],
        [1, 0],
      ],
    });
  });
});

describe('splitByTime()', () => {
  test('learns from the first four fifths', () => {
    const baskets = [[0], [1], [2], [3], [4]];
    expect(splitByTime({ products: [], baskets })).toEqual({ training: baskets.slice(0, 4), test: [[4]] });
  });
});

describe('invert()', () => {
  test('inverts a matrix that is worked by hand', () => {
    // 1 / (4 * 3 - 2 * 2) of [[3, -2], [-2, 4]]
    const found = invert(Float64Array.of(4, 2, 2, 3), 2);
    expect([...found].map((value) => Number(value.toFixed(12)))).toEqual([0.375, -0.25, -0.25, 0.5]);
  });
});

describe('fitItemWeights()', () => {
  test('weighs by the closed form', () => {
    // Orders of two count 1 / sqrt(2) each: with the ridge the matrix is s * [[2, 1], [1, 2]] for s = 1 / sqrt(2),
    // its inverse [[2, -1], [-1, 2]] / (3 s), and a weight is -(-1) / 2.
    const s = Math.SQRT1_2;
    const weights = fitItemWeights([[0, 1]], { products: 2, ridge: s });
    expect([...weights].map((weight) => Number(weight.toFixed(12)))).toEqual([0, 0.5, 0.5, 0]);
  });
});

describe('toNeighbours()', () => {
  test('keeps the strongest of each row', () => {
    const found = toNeighbours(Float64Array.of(0, 3, 2, 5, 0, 9, 1, 4, 0), 3, 2);
    expect([...found.indexes]).toEqual([1, 2, 2, 0, 1, 0]);
    expect([...found.weights]).toEqual([3, 2, 9, 5, 4, 1]);
  });
});

describe('the graph', () => {
  let session: ShopSession;

  beforeAll(async () => {
    const products = ['a', 'b', 'c', 'd'].map((code) => ({ code, name: `Thing ${code}` }));
    // a speaks for b by 2 and for c by 1, b for c by 4; of d nothing is known.
    const weights = Float64Array.of(0, 2, 1, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const neighbours = toNeighbours(weights, 4, 2);
    const prior = [0.1, 0.2, 0.3, 0.4];
    const graph = toShopGraph({ products, neighbours, prior, basketLength: 3, top: 2 });
    session = await openShopModel(toOnnxModel(graph), 3);
  });

  test.each<[string, string[], string[], number[]]>([
    ['one product', ['a'], ['b', 'c'], [2.2, 1.3]],
    ['several', ['a', 'b'], ['c', 'd'], [5.3, 0.4]],
    ['one that comes twice', ['b', 'b'], ['c', 'd'], [4.3, 0.4]],
    ['one that nobody knows', ['x', 'a'], ['b', 'c'], [2.2, 1.3]],
    ['nothing', [], ['d', 'c'], [0.4, 0.3]],
  ])('answers %s', async (_what, basket, products, scores) => {
    const [found] = await session.recommend([basket]);
    expect(found?.products).toEqual(products);
    expect(found?.names).toEqual(products.map((code) => `Thing ${code}`));
    expect(found?.scores.map((score) => Number(score.toFixed(5)))).toEqual(scores);
  });

  test('answers each of several baskets as it would alone', async () => {
    const baskets = [['a'], ['x'], ['a', 'b', 'd'], []];
    const alone = await Promise.all(baskets.map((basket) => session.recommend([basket])));
    expect(await session.recommend(baskets)).toEqual(alone.flat());
  });
});

describe('toPopularity()', () => {
  test('tells which share of the orders holds a product', () => {
    expect([...toPopularity([[0], [0, 1], [0], [1]], 3)]).toEqual([0.75, 0.5, 0]);
  });
});

describe('the model that ships', () => {
  test('is the one that the manifest tells, and small', async () => {
    const model = await readFile(path.join(shipped, '1/model.onnx'));
    const sha256 = createHash('sha256').update(model).digest('hex');
    const manifest: unknown = JSON.parse(await readFile(path.join(shipped, 'model.json'), 'utf8'));
    expect(manifest).toMatchObject({ versions: { 1: { sha256 } }, inputs: [{ length: basketLength }] });
    expect(model.length).toBeLessThan(535_000);
  });
});
