/** Trains the churn model: `node samples/churn/train.ts [out]` writes model.onnx and golden.json into `out` and prints how good it is. */
import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Matrix } from '../feature-bins.ts';
import { type BoostingOptions, fitBoostedTrees, predictRaw, sigmoid } from '../gradient-boosting.ts';
import { accuracy, areaUnderCurve } from '../metrics.ts';
import { toOnnxModel } from '../onnx-writer.ts';
import { createRandom } from '../seeded-random.ts';
import { type Category, toChurnGraph } from './churn-graph.ts';
import { openChurnModel } from './churn-session.ts';
import { type Customer, loadCustomers, numberColumns, numberOf, textColumns, textOf } from './customers.ts';
import { toGolden } from './golden.ts';

const options: BoostingOptions = {
  loss: 'logistic',
  trees: 120,
  depth: 4,
  learningRate: 0.08,
  l2: 2,
  minHessian: 1,
  minSplitRows: 20,
  rowShare: 0.8,
  featureShare: 0.7,
  seed: 1,
};
const splitSeed = 42;
const heldOutShare = 0.2;

const isChurned = (customer: Customer): boolean => textOf(customer, 'churn') === 'Yes';

function toFeatures(customers: readonly Customer[], categories: readonly Category[]): Matrix {
  const rows = customers.map((customer) => [
    ...numberColumns.map((column) => numberOf(customer, column)),
    ...categories.flatMap(({ column, values }) =>
      values.map((value) => (textOf(customer, column) === value ? 1 : 0)),
    ),
  ]);
  return { rows: rows.length, columns: rows[0]?.length ?? 0, values: Float32Array.from(rows.flat()) };
}

const customers = await loadCustomers(new URL('churn.csv', import.meta.url));
const categories = textColumns.map((column) => ({
  column,
  values: [...new Set(customers.map((customer) => textOf(customer, column)))].sort(),
}));
const random = createRandom(splitSeed);
const { heldOut = [], training = [] } = Object.groupBy(customers, () =>
  random() < heldOutShare ? 'heldOut' : 'training',
);

const targets = training.map((customer) => (isChurned(customer) ? 1 : 0));
const trees = fitBoostedTrees(toFeatures(training, categories), targets, options);
const model = toOnnxModel(toChurnGraph(numberColumns, categories, trees), {
  description: 'Whether a customer will leave: boosted trees on the IBM Telco table',
});

const session = await openChurnModel(model);
const answers = await session.score(heldOut);
const features = toFeatures(heldOut, categories);
const gap = Math.max(
  ...answers.map(({ probability }, row) => Math.abs(probability - sigmoid(predictRaw(trees, features, row)))),
);
const newcomer = customers.find((customer) => textOf(customer, 'total_charges') === '');
const golden = await toGolden(session, [
  ...customers.slice(0, 9),
  ...(newcomer === undefined ? [] : [newcomer]),
]);

const out = path.resolve(process.argv[2] ?? path.join(import.meta.dirname, '../../models/churn/1'));
await mkdir(out, { recursive: true });
await writeFile(path.join(out, 'model.onnx'), model);
await writeFile(path.join(out, 'golden.json'), golden);

const probabilities = answers.map(({ probability }) => probability);
const baseRate = heldOut.filter((customer) => !isChurned(customer)).length / heldOut.length;
console.log(`customers ${customers.length}, held out ${heldOut.length}, features ${features.columns}`);
console.log(`AUC ${areaUnderCurve(probabilities, heldOut.map(isChurned)).toFixed(4)}`);
console.log(
  `accuracy ${accuracy(
    answers.map(({ prediction }) => prediction === 'Yes'),
    heldOut.map(isChurned),
  ).toFixed(4)} (always "No": ${baseRate.toFixed(4)})`,
);
console.log(`onnxruntime and the trees differ by at most ${gap.toExponential(1)}`);
console.log(
  `${path.join(out, 'model.onnx')}: ${model.length} bytes, sha256 ${createHash('sha256').update(model).digest('hex')}`,
);
