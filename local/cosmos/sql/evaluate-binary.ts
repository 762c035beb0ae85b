import type { BinaryOperator } from './ast.ts';
import type { Value } from './values.ts';
import { compareValues, equalValues } from './values.ts';

/** Applies an operator; the right side is asked for only where the left one does not decide. */
export function evaluateBinary(operator: BinaryOperator, left: Value, right: () => Value): Value {
  switch (operator) {
    case 'AND':
      return left === false ? false : and(left, right());
    case 'OR':
      return left === true ? true : or(left, right());
    case '??':
      return left === undefined ? right() : left;
    case '=':
      return equalValues(left, right());
    case '!=':
      return notEqual(left, right());
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(operator, compareValues(left, right()));
    case '||':
      return concatenate(left, right());
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      return calculate(operator, left, right());
    default:
      return operator satisfies never;
  }
}

function and(left: Value, right: Value): Value {
  if (right === false) return false;
  return left === true && right === true ? true : undefined;
}

function or(left: Value, right: Value): Value {
  if (right === true) return true;
  return left === false && right === false ? false : undefined;
}

function notEqual(left: Value, right: Value): Value {
  const equal = equalValues(left, right);
  return equal === undefined ? undefined : !equal;
}

function compare(operator: '<' | '<=' | '>' | '>=', order: number | undefined): Value {
  if (order === undefined) return undefined;
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function concatenate(left: Value, right: Value): Value {
  return typeof left === 'string' && typeof right === 'string' ? left + right : undefined;
}

function calculate(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  if (operator === '+') return left + right;
  if (operator === '-') return left - right;
  if (operator === '*') return left * right;
  const result = operator === '/' ? left / right : left % right;
  return Number.isFinite(result) ? result : undefined;
}
