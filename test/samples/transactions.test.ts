import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { toOnnxModel } from '../../samples/onnx-writer.ts';
import { features } from '../../samples/transactions/feature-nodes.ts';
import { maxLines } from '../../samples/transactions/order-fields.ts';
import { openOrderModel } from '../../samples/transactions/order-session.ts';
import { type Order, splitByTime, toJudgedOrders } from '../../samples/transactions/orders.ts';
import { featureGraph } from '../../samples/transactions/risk-graph.ts';

const shipped = path.join(import.meta.dirname, '../../models/transactions');
const day = 86_400;

/** Saturday, 2011-10-01, 13:30. */
const orderedAt = Date.UTC(2011, 9, 1, 13, 30) / 1000;

const order: Order = {
  order: '1',
  customer: '7',
  orderedAt,
  country: 'United Kingdom',
  products: ['22423', 'POST', '84077'],
  quantities: [2, 1, 10],
  unitPrices: [12.75, 18, 0.5],
  customerOrders: 4,
  customerCancellations: 1,
  customerValue: 97,
  lastOrderedAt: orderedAt - 36 * 3600,
  newProducts: 2,
};

async function toFeatures(orders: readonly Order[]): Promise<Record<string, number>[]> {
  const session = await openOrderModel(toOnnxModel(featureGraph));
  const values = await session.run(orders);
  return orders.map((_, row) =>
    Object.fromEntries(features.map((name, k) => [name, values[row * features.length + k] ?? NaN])),
  );
}

describe('the features', () => {
  test('are what the fields of an order say', async () => {
    const [found] = await toFeatures([order]);
    expect(found).toEqual({
      lines: 3,
      units: 13,
      value: 48.5,
      max_line_value: 25.5,
      mean_price: Math.fround(31.25 / 3),
      max_price: 18,
      max_quantity: 10,
      hour: 13,
      weekday: 6,
      is_uk: 1,
      customer_orders: 4,
      customer_cancellations: 1,
      cancel_rate: 0.25,
      days_since_last: 1.5,
      value_vs_mean: 2,
      new_products: 2,
      postage: 1,
      manual: 0,
    });
  });

  test('are none where nothing is known of the customer', async () => {
    const newcomer = {
      ...order,
      customerOrders: 0,
      customerCancellations: 0,
      customerValue: 0,
      lastOrderedAt: NaN,
    };
    const abroad = { country: 'France', products: ['M'], quantities: [1], unitPrices: [3] };
    const [, found] = await toFeatures([order, { ...newcomer, ...abroad }]);
    expect(found).toMatchObject({ cancel_rate: NaN, days_since_last: NaN, value_vs_mean: NaN });
    expect(found).toMatchObject({ lines: 1, value: 3, is_uk: 0, postage: 0, manual: 1 });
  });
});

describe('toJudgedOrders()', () => {
  const line = (invoice: string, unixTime: number, product: string, quantity = 1) => ({
    ...{ invoice, product, description: '', quantity, unixTime },
    ...{ unitPrice: 2, customer: '7', country: 'France' },
  });

  test('tells what was known of the customer, and what was taken back within 60 days', () => {
    const orders = toJudgedOrders([
      line('1', 0, 'a', 3),
      line('1', 0, 'b'),
      line('C2', 10 * day, 'b', -1),
      line('3', 20 * day, 'b'),
      line('3', 20 * day, 'c'),
      line('C4', 81 * day, 'c', -1),
      { ...line('5', 30 * day, 'a'), customer: '' },
      line('6', 150 * day, 'a'),
    ]);
    expect(orders).toMatchObject([
      {
        order: '1',
        products: ['a', 'b'],
        customerOrders: 0,
        lastOrderedAt: NaN,
        newProducts: 2,
        isCanceled: true,
      },
      {
        ...{ order: '3', customerOrders: 1, customerCancellations: 1, customerValue: 8, lastOrderedAt: 0 },
        ...{ newProducts: 1, isCanceled: false },
      },
    ]);
    expect(orders).toHaveLength(2);
  });
});

describe('splitByTime()', () => {
  test('learns from the first three quarters', () => {
    const orders = Array.from({ length: 4 }, (_, k) => ({ ...order, order: String(k), isCanceled: false }));
    const { training, test: rest } = splitByTime(orders);
    expect([training.length, rest.map(({ order: id }) => id)]).toEqual([3, ['3']]);
  });
});

describe('the model that ships', () => {
  test('is the one that the manifest tells', async () => {
    const model = await readFile(path.join(shipped, '1/model.onnx'));
    const sha256 = createHash('sha256').update(model).digest('hex');
    const manifest: unknown = JSON.parse(await readFile(path.join(shipped, 'model.json'), 'utf8'));
    const length = maxLines;
    expect(manifest).toMatchObject({
      versions: { 1: { sha256 } },
      inputs: [{ length }, { length }, { length }, { nan: true }],
    });
  });
});
