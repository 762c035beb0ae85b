/**
 * Writes the baskets that ship, 60 of the last fifth of the orders:
 * `node samples/recommendations/sample-baskets.ts <online-retail.csv.gz> > samples/recommendations/baskets.csv`.
 */
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { splitByTime, toShop } from './baskets.ts';
import { basketLength, shopOptions } from './recommender.ts';

const count = 60;

const shop = toShop(await loadOrderLines(assertDataFile(process.argv[2])), shopOptions);
const { test } = splitByTime(shop);
const step = Math.floor(test.length / count);
const lines = Array.from({ length: count }, (_, k) => {
  const codes = (test[k * step] ?? [])
    .slice(0, basketLength)
    .map((index) => shop.products[index]?.code ?? '');
  return `B${String(k + 1).padStart(3, '0')},${codes.join(' ')}`;
});
console.log(['basket_id,basket', ...lines].join('\n'));
