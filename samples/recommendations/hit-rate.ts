import { createRandom } from '../seeded-random.ts';
import type { Product } from './baskets.ts';
import type { ShopSession } from './shop-session.ts';

export interface HitRate {
  readonly tests: number;
  /** Share of the baskets whose missing product is among the first five, and the first ten. */
  readonly at5: number;
  readonly at10: number;
}

export interface HitRateOptions {
  readonly products: readonly Product[];
  readonly baskets: readonly (readonly number[])[];
  readonly basketLength: number;
}

const seed = 7;
const batchSize = 200;

/** Takes one product at random out of each basket, and looks whether it is recommended to the rest: as much of it as the model takes. */
export async function measureHitRate(
  session: ShopSession,
  { products, baskets, basketLength }: HitRateOptions,
): Promise<HitRate> {
  const random = createRandom(seed);
  const codeOf = (index: number): string => products[index]?.code ?? '';
  const cases = baskets.map((basket) => {
    const hidden = basket[Math.floor(random() * basket.length)] ?? 0;
    const rest = basket.filter((index) => index !== hidden).slice(-basketLength);
    return { hidden: codeOf(hidden), rest: rest.map(codeOf) };
  });
  const ranks: number[] = [];
  for (let start = 0; start < cases.length; start += batchSize) {
    const part = cases.slice(start, start + batchSize);
    const found = await session.recommend(part.map(({ rest }) => rest));
    ranks.push(...found.map(({ products: best }, k) => best.indexOf(part[k]?.hidden ?? '')));
  }
  const share = (size: number) => ranks.filter((rank) => rank >= 0 && rank < size).length / ranks.length;
  return { tests: ranks.length, at5: share(5), at10: share(10) };
}
