/**
 * Trains the risk model: `node samples/transactions/train.ts <online-retail.csv.gz> [out]` writes model.onnx and
 * golden.json into `out`, and prints how good it is.
 */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type BoostingOptions, fitBoostedTrees } from '../gradient-boosting.ts';
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { toOnnxModel } from '../onnx-writer.ts';
import { features } from './feature-nodes.ts';
import { toGolden } from './golden.ts';
import { describeRisks } from './judge.ts';
import { openOrderModel } from './order-session.ts';
import { splitByTime, toJudgedOrders } from './orders.ts';
import { featureGraph, toRiskGraph } from './risk-graph.ts';

const options: BoostingOptions = {
  loss: 'logistic',
  trees: 100,
  depth: 4,
  learningRate: 0.07,
  l2: 2,
  minHessian: 1,
  minSplitRows: 20,
  rowShare: 0.8,
  featureShare: 0.8,
  seed: 1,
};

const lines = await loadOrderLines(assertDataFile(process.argv[2]));
const { training, test } = splitByTime(toJudgedOrders(lines));
const featureModel = await openOrderModel(toOnnxModel(featureGraph));
const values = await featureModel.run(training);
const trees = fitBoostedTrees(
  { rows: training.length, columns: features.length, values },
  training.map(({ isCanceled }) => (isCanceled ? 1 : 0)),
  options,
);
const model = toOnnxModel(toRiskGraph(trees), {
  description:
    'Risk that something of an order is taken back within 60 days: boosted trees on UCI Online Retail',
});
const session = await openOrderModel(model);

const out = path.resolve(process.argv[3] ?? path.join(import.meta.dirname, '../../models/transactions/1'));
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
const small = test.filter(({ products }) => products.length <= 12);
await writeFile(path.join(out, 'golden.json'), await toGolden(session, small.slice(0, 10)));

console.log(`orders ${training.length} to learn from, ${test.length} to test`);
console.log(describeRisks(await session.run(test), test));
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
