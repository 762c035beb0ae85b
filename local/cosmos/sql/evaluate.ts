import { badRequest } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import { isJsonArray, isJsonObject } from '../json.ts';
import { aggregate } from './aggregates.ts';
import type { Expression, Query } from './ast.ts';
import { evaluateBinary } from './evaluate-binary.ts';
import { callFunction } from './scalar-functions.ts';
import type { Value } from './values.ts';
import { compareValues, equalValues } from './values.ts';

/** What names mean for one row; a subquery's row sees the outer row's names. */
export interface Scope {
  readonly parameters: ReadonlyMap<string, Json>;
  readonly names: ReadonlyMap<string, Value>;
  /** The rows of the group, where the row stands for one. */
  readonly group?: readonly Scope[];
  /** Runs a query inside the row. */
  readonly runSubquery: (query: Query, scope: Scope) => readonly Json[];
}

/** What an expression is worth for a row. A name or parameter that does not exist is a 400. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'parameter':
      return lookUp(scope.parameters, expression.name, 'parameter');
    case 'identifier':
      return lookUp(scope.names, expression.name, 'identifier');
    case 'member':
      return memberOf(evaluate(expression.of, scope), evaluate(expression.key, scope));
    case 'not':
      return not(evaluate(expression.of, scope));
    case 'negate':
      return negate(evaluate(expression.of, scope));
    case 'binary':
      return evaluateBinary(expression.operator, evaluate(expression.left, scope), () =>
        evaluate(expression.right, scope),
      );
    case 'in':
      return isAmong(evaluate(expression.value, scope), expression.among, scope);
    case 'between':
      return isBetween(
        evaluate(expression.value, scope),
        evaluate(expression.low, scope),
        evaluate(expression.high, scope),
      );
    case 'like':
      return isLike(evaluate(expression.value, scope), evaluate(expression.pattern, scope));
    case 'conditional':
      return evaluate(
        evaluate(expression.test, scope) === true ? expression.then : expression.otherwise,
        scope,
      );
    case 'call':
      return callFunction(
        expression.name,
        expression.args.map((arg) => evaluate(arg, scope)),
      );
    case 'aggregate':
      return aggregate(
        expression.name,
        (scope.group ?? []).map((row) => evaluate(expression.of, row)),
      );
    case 'array':
      return expression.items.map((item) => evaluate(item, scope)).filter((item) => item !== undefined);
    case 'object':
      return toObject(expression.properties.map(({ name, value }) => [name, evaluate(value, scope)]));
    case 'subquery':
      return evaluateSubquery(expression, scope);
    default:
      return expression satisfies never;
  }
}

/** An object of the properties that are defined. */
export function toObject(properties: readonly (readonly [string, Value])[]): Json {
  const object: Record<string, Json> = {};
  for (const [name, value] of properties) if (value !== undefined) object[name] = value;
  return object;
}

function lookUp(names: ReadonlyMap<string, Value>, name: string, what: string): Value {
  const value = names.get(name);
  if (value === undefined && !names.has(name))
    throw badRequest(`Cannot run the query: ${what} "${name}" could not be resolved`);
  return value;
}

function memberOf(value: Value, key: Value): Value {
  if (typeof key === 'number') return isJsonArray(value) ? value[key] : undefined;
  return typeof key === 'string' && isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

function not(value: Value): Value {
  return typeof value === 'boolean' ? !value : undefined;
}

function negate(value: Value): Value {
  return typeof value === 'number' ? -value : undefined;
}

function isAmong(value: Value, among: readonly Expression[], scope: Scope): Value {
  if (value === undefined) return undefined;
  return among.some((item) => equalValues(value, evaluate(item, scope)) === true);
}

function isBetween(value: Value, low: Value, high: Value): Value {
  const [fromLow, toHigh] = [compareValues(value, low), compareValues(value, high)];
  return fromLow === undefined || toHigh === undefined ? undefined : fromLow >= 0 && toHigh <= 0;
}

/** `%` stands for any text, `_` for any one character. */
function isLike(value: Value, pattern: Value): Value {
  if (typeof value !== 'string' || typeof pattern !== 'string') return undefined;
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

function evaluateSubquery(
  { gives, query }: { readonly gives: string; readonly query: Query },
  scope: Scope,
): Value {
  const rows = scope.runSubquery(query, scope);
  if (gives === 'exists') return rows.length > 0;
  return gives === 'array' ? rows : rows[0];
}
