import type { Json } from '../json.ts';
import { isJsonArray, isJsonObject } from '../json.ts';

/** What an expression can be worth; undefined is a value of the language. */
export type Value = Json | undefined;

/** Cosmos DB's order of types: undefined, null, boolean, number, string, array, object. */
function typeRank(value: Value): number {
  if (value === undefined) return 0;
  if (value === null) return 1;
  if (typeof value === 'boolean') return 2;
  if (typeof value === 'number') return 3;
  if (typeof value === 'string') return 4;
  return isJsonArray(value) ? 5 : 6;
}

/** Total order for ORDER BY, MIN and MAX. */
export function orderValues(a: Value, b: Value): number {
  const ranks = typeRank(a) - typeRank(b);
  if (ranks !== 0) return ranks;
  return isOrdered(a) && isOrdered(b) ? compareOrdered(a, b) : 0;
}

/** `<0`, 0, `>0` for two values of one ordered type; undefined where the language has no answer. */
export function compareValues(a: Value, b: Value): number | undefined {
  return isOrdered(a) && isOrdered(b) && typeof a === typeof b ? compareOrdered(a, b) : undefined;
}

type Ordered = boolean | number | string;

function isOrdered(value: Value): value is Ordered {
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string';
}

function compareOrdered(a: Ordered, b: Ordered): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Deep equality; undefined on either side makes it undefined. */
export function equalValues(a: Value, b: Value): boolean | undefined {
  if (a === undefined || b === undefined) return undefined;
  return isEqual(a, b);
}

function isEqual(a: Json, b: Json): boolean {
  if (isJsonArray(a))
    return isJsonArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i] ?? null));
  if (!isJsonObject(a)) return a === b;
  if (!isJsonObject(b) || Object.keys(a).length !== Object.keys(b).length) return false;
  return Object.entries(a).every(([name, value]) => {
    const other = Object.hasOwn(b, name) ? b[name] : undefined;
    return other !== undefined && isEqual(value, other);
  });
}

/** Text that is equal for equal values, whatever the order of their properties: for DISTINCT and GROUP BY. */
export function toKey(value: Value): string {
  if (value === undefined) return 'undefined';
  if (isJsonArray(value)) return `[${value.map(toKey).join()}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const properties = Object.entries(value).map(([name, of]) => `${JSON.stringify(name)}:${toKey(of)}`);
  return `{${properties.sort().join()}}`;
}
