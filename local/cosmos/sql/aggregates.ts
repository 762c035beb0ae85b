import type { AggregateName } from './ast.ts';
import type { Value } from './values.ts';
import { orderValues } from './values.ts';

/** Takes the values of a group's rows, undefined ones included. */
const aggregates: Readonly<Record<AggregateName, (values: readonly Value[]) => Value>> = {
  COUNT: (values) => values.filter((value) => value !== undefined).length,
  SUM: (values) => sum(values)?.total,
  AVG(values) {
    const summed = sum(values);
    return summed === undefined ? undefined : summed.total / summed.count;
  },
  MIN: (values) => extreme(values, -1),
  MAX: (values) => extreme(values, 1),
};

export function isAggregateName(name: string): name is AggregateName {
  return Object.hasOwn(aggregates, name);
}

export function aggregate(name: AggregateName, values: readonly Value[]): Value {
  return aggregates[name](values);
}

/** Undefined as soon as one value is there and no number, as the service has it. */
function sum(values: readonly Value[]): { total: number; count: number } | undefined {
  let total = 0;
  let count = 0;
  for (const value of values) {
    if (value === undefined) continue;
    if (typeof value !== 'number') return undefined;
    total += value;
    count++;
  }
  return count === 0 ? undefined : { total, count };
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  let found: Value;
  for (const value of values) {
    if (value !== undefined && (found === undefined || orderValues(value, found) * sign > 0)) found = value;
  }
  return found;
}
