import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeHeavyModel } from '../scoring/heavy-model.ts';
import type { Product } from './support/product.ts';
import { timeLiveness } from './support/time-liveness.ts';
import { useProduct } from './support/use-product.ts';

let models: string;
let product: Product;
const getProduct = useProduct(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'onscore-models-'));
  await writeHeavyModel(models);
  return { environment: { MODELS_DIR: models } };
});
beforeAll(async () => {
  product = await getProduct();
}, 90_000);
afterAll(() => rm(models, { recursive: true }));

async function predict(): Promise<number> {
  const response = await fetch(`${product.url}/models/heavy/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"x": 1}',
  });
  await response.arrayBuffer();
  return response.status;
}

describe('the product while a heavy model is saturated', () => {
  test('says at once that it lives', async () => {
    const endMs = performance.now() + 4000;
    const client = async () => {
      const statuses: number[] = [];
      while (performance.now() < endMs) statuses.push(await predict());
      return statuses;
    };
    const clients = Promise.all(Array.from({ length: 16 }, client));
    const { count, p50Ms } = await timeLiveness(product.url, 3000);
    const statuses = (await clients).flat();
    expect(new Set(statuses)).toEqual(new Set([200]));
    // A run alone takes 50 ms, and 16 wait for two workers: whoever waited behind them would wait for longer.
    expect(p50Ms).toBeLessThan(100);
    expect(count).toBeGreaterThan(20);
  }, 60_000);
});
