import { InferenceSession, Tensor } from 'onnxruntime-node';

/** The answer to one basket, the best product first. */
export interface Recommendation {
  readonly products: readonly string[];
  readonly names: readonly string[];
  readonly scores: readonly number[];
}

export interface ShopSession {
  readonly recommend: (baskets: readonly (readonly string[])[]) => Promise<readonly Recommendation[]>;
}

/** Opens the model in plain onnxruntime, with nothing of the product in between. */
export async function openShopModel(model: Uint8Array, basketLength: number): Promise<ShopSession> {
  const session = await InferenceSession.create(model);
  return {
    recommend: async (baskets) => {
      const codes = baskets.flatMap((basket) =>
        Array.from({ length: basketLength }, (_, k) => basket[k] ?? ''),
      );
      const basket = new Tensor('string', codes, [baskets.length, basketLength]);
      const { products, names, scores } = await session.run({ basket });
      const top = products?.dims[1] ?? 0;
      const rowOf = (tensor: Tensor | undefined, row: number) =>
        Array.from<unknown>(tensor?.data ?? []).slice(row * top, (row + 1) * top);
      return baskets.map((_, row) => ({
        products: rowOf(products, row).map(String),
        names: rowOf(names, row).map(String),
        scores: rowOf(scores, row).map(Number),
      }));
    },
  };
}
