/** Measures the model that ships on the last quarter of the orders: `node samples/transactions/evaluate.ts <online-retail.csv.gz>`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { describeRisks } from './judge.ts';
import { openOrderModel } from './order-session.ts';
import { splitByTime, toJudgedOrders } from './orders.ts';

const model = await readFile(path.join(import.meta.dirname, '../../models/transactions/1/model.onnx'));
const { test } = splitByTime(toJudgedOrders(await loadOrderLines(assertDataFile(process.argv[2]))));
const session = await openOrderModel(model);
console.log(describeRisks(await session.run(test), test));
