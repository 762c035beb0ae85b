import type { Product } from './baskets.ts';
import { basketLength } from './recommender.ts';
import type { ShopSession } from './shop-session.ts';

/** Writes golden records: requests as the real-time endpoint takes them, with what plain onnxruntime says of each. */
export async function toGolden(session: ShopSession, products: readonly Product[]): Promise<string> {
  const codes = products.map(({ code }) => code);
  const baskets = [
    ...codes.slice(0, 4).map((code) => [code]),
    codes.slice(10, 13),
    codes.slice(100, 100 + basketLength),
    // One that comes twice, one that nobody knows, and nothing at all.
    [...codes.slice(20, 22), ...codes.slice(20, 21)],
    ['NO-SUCH-CODE', ...codes.slice(30, 31)],
    ['NO-SUCH-CODE'],
    [],
  ];
  const predictions = await session.recommend(baskets);
  const golden = baskets.map((basket, k) => ({ record: { basket }, prediction: predictions[k] }));
  return `${JSON.stringify(golden, undefined, 2)}\n`;
}
