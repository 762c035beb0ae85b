/**
 * Trains the recommender: `node samples/recommendations/train.ts <online-retail.csv.gz> [out]` writes model.onnx and
 * golden.json into `out`, and prints how good it is.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { splitByTime, toShop } from './baskets.ts';
import { toGolden } from './golden.ts';
import { measureHitRate } from './hit-rate.ts';
import { basketLength, shopOptions, trainRecommender } from './recommender.ts';
import { openShopModel } from './shop-session.ts';

const lines = await loadOrderLines(assertDataFile(process.argv[2]));
const shop = toShop(lines, shopOptions);
const model = trainRecommender(shop);
const session = await openShopModel(model, basketLength);

const out = path.resolve(process.argv[3] ?? path.join(import.meta.dirname, '../../models/recommendations/1'));
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), await toGolden(session, shop.products));

const { training, test } = splitByTime(shop);
const { at5, at10 } = await measureHitRate(session, { ...shop, baskets: test, basketLength });
console.log(`order lines ${lines.length}, baskets ${training.length} to learn from, ${test.length} to test`);
console.log(`hit@5 ${at5.toFixed(3)}, hit@10 ${at10.toFixed(3)}`);
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
