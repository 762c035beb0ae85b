import { afterAll, beforeAll } from '@jest/globals';
import { type Product, type ProductOptions, startProduct } from './product.ts';

const startTimeoutMs = 180_000;

/** Starts one product for a test file and stops it at the end; the returned function waits for its start. */
export function useProduct(
  getOptions: () => Promise<ProductOptions> = () => Promise.resolve({}),
): () => Promise<Product> {
  let started: Promise<Product> | undefined;
  beforeAll(async () => {
    started = getOptions().then(startProduct);
    await started;
  }, startTimeoutMs);
  afterAll(async () => {
    await (await started)?.stop();
  });
  return () => started ?? Promise.reject(new Error('Cannot use the product: it is started in beforeAll'));
}
