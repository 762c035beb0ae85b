/**
 * Writes the orders that ship, a day of the last quarter, as the shop would collect them:
 * `node samples/transactions/sample-orders.ts <online-retail.csv.gz> > samples/transactions/orders.csv`.
 */
import { assertDataFile, loadOrderLines } from '../online-retail/order-lines.ts';
import { toRecord } from './order-fields.ts';
import { splitByTime, toJudgedOrders } from './orders.ts';

const secondsPerDay = 86_400;

const { test } = splitByTime(toJudgedOrders(await loadOrderLines(assertDataFile(process.argv[2]))));
const dayOf = (unixTime: number) => Math.floor(unixTime / secondsPerDay);
const last = test.at(-1)?.orderedAt ?? NaN;
const records = test.filter(({ orderedAt }) => dayOf(orderedAt) === dayOf(last)).map(toRecord);

/** Lists are written with blanks between their values; the shop's texts hold no comma. */
const toField = (value: unknown): string => {
  if (Array.isArray(value)) return value.join(' ');
  return typeof value === 'number' || typeof value === 'string' ? String(value) : '';
};
const header = Object.keys(records[0] ?? {}).join(',');
console.log([header, ...records.map((record) => Object.values(record).map(toField).join(','))].join('\n'));
