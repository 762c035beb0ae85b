import { predict } from './predict.ts';
import { type Fields, toList } from './read.ts';

export interface Product {
  readonly code: string;
  readonly name: string;
  /** How much it is recommended; comparable within one answer. */
  readonly score: number;
}

export interface Recommendations {
  /** Of each basket, the best product first. */
  readonly products: readonly (readonly Product[])[];
  readonly serverMs: number;
  readonly roundTripMs: number;
}

/** Asks what goes with each of these baskets of product codes. */
export async function recommend(baskets: readonly (readonly string[])[]): Promise<Recommendations> {
  const records = baskets.map((basket) => ({ basket }));
  const { predictions, ...times } = await predict('recommendations', records);
  return { products: predictions.map(toProducts), ...times };
}

function toProducts({ products, names, scores }: Fields): readonly Product[] {
  const titles = toList(names);
  const values = toList(scores);
  return toList(products).map((code, k) => ({
    code: String(code),
    name: String(titles[k]),
    score: Number(values[k]),
  }));
}
