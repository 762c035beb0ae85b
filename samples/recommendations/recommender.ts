import { toOnnxModel } from '../onnx-writer.ts';
import type { Shop } from './baskets.ts';
import { splitByTime } from './baskets.ts';
import { fitItemWeights, toNeighbours, toPopularity } from './item-weights.ts';
import { toShopGraph } from './shop-graph.ts';

export const shopOptions = { maxProducts: 1000, maxBasket: 120 } as const;
export const basketLength = 20;
export const top = 10;
const ridge = 10;
const neighbourCount = 40;
/** So little that it only decides where the basket says nothing. */
const priorShare = 1e-4;

/** Trains on the first four fifths of the orders, and writes the ONNX file. */
export function trainRecommender(shop: Shop): Uint8Array {
  const { training } = splitByTime(shop);
  const products = shop.products.length;
  const weights = fitItemWeights(training, { products, ridge });
  const graph = toShopGraph({
    products: shop.products,
    neighbours: toNeighbours(weights, products, neighbourCount),
    prior: Array.from(toPopularity(training, products), (share) => share * priorShare),
    basketLength,
    top,
  });
  return toOnnxModel(graph, {
    description: 'What goes with a basket: a linear autoencoder (EASE) on orders of UCI Online Retail',
  });
}
