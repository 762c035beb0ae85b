/** Measures the model that ships on the last fifth of the orders: `node samples/recommendations/evaluate.ts <online-retail.csv.gz>`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { splitByTime, toShop } from './baskets.ts';
import { measureHitRate } from './hit-rate.ts';
import { basketLength, shopOptions } from './recommender.ts';
import { openShopModel, type ShopSession } from './shop-session.ts';

const model = await readFile(path.join(import.meta.dirname, '../../models/recommendations/1/model.onnx'));
const shop = toShop(await loadOrderLines(assertDataFile(process.argv[2])), shopOptions);
const { test } = splitByTime(shop);
const session = await openShopModel(model, basketLength);

/** What is popular, whatever is in the basket. */
const popular: ShopSession = {
  recommend: async (baskets) => {
    const [favourites] = await session.recommend([[]]);
    return baskets.map(() => favourites ?? { products: [], names: [], scores: [] });
  },
};

for (const [name, recommender] of Object.entries({ 'the model': session, 'popular ones': popular })) {
  const { tests, at5, at10 } = await measureHitRate(recommender, { ...shop, baskets: test, basketLength });
  console.log(`${name}: hit@5 ${at5.toFixed(3)}, hit@10 ${at10.toFixed(3)} on ${tests} baskets`);
}
