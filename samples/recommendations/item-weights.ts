import { invert } from './symmetric-inverse.ts';

export interface ItemWeightsOptions {
  readonly products: number;
  /** Pulls the weights of products that were seldom ordered towards 0. */
  readonly ridge: number;
}

/**
 * How much each product of a basket speaks for each other one: row = in the basket, column = spoken for, 0 for itself.
 * The closed form of the linear autoencoder EASE (Steck 2019), where an order of n products counts 1 / sqrt(n).
 */
export function fitItemWeights(
  baskets: readonly (readonly number[])[],
  { products: n, ridge }: ItemWeightsOptions,
): Float64Array {
  const gram = new Float64Array(n * n);
  for (const basket of baskets) {
    const weight = 1 / Math.sqrt(basket.length);
    for (const i of basket) for (const j of basket) gram[i * n + j] = (gram[i * n + j] ?? 0) + weight;
  }
  for (let i = 0; i < n; i++) gram[i * n + i] = (gram[i * n + i] ?? 0) + ridge;
  const inverse = invert(gram, n);
  return inverse.map((value, at) => {
    const column = at % n;
    return Math.floor(at / n) === column ? 0 : -value / (inverse[column * n + column] ?? 1);
  });
}

/** Share of the orders that hold each product. */
export function toPopularity(baskets: readonly (readonly number[])[], products: number): Float64Array {
  const shares = new Float64Array(products);
  for (const basket of baskets) {
    for (const index of basket) shares[index] = (shares[index] ?? 0) + 1 / baskets.length;
  }
  return shares;
}

export interface Neighbours {
  /** So many for each product, the strongest first. */
  readonly count: number;
  readonly indexes: Int32Array;
  readonly weights: Float32Array;
}

/** The strongest weights of each row: the rest says little, and costs most of the space. */
export function toNeighbours(weights: Float64Array, products: number, count: number): Neighbours {
  const indexes = new Int32Array(products * count);
  const strongest = new Float32Array(products * count);
  for (let row = 0; row < products; row++) {
    const found = Array.from(weights.subarray(row * products, (row + 1) * products), (weight, index) => ({
      weight,
      index,
    }))
      .sort((a, b) => b.weight - a.weight)
      .slice(0, count);
    for (const [k, { weight, index }] of found.entries()) {
      indexes[row * count + k] = index;
      strongest[row * count + k] = weight;
    }
  }
  return { count, indexes, weights: strongest };
}
