import type { Expression } from './ast.ts';

/** Whether an expression aggregates over rows; a subquery's own aggregates are its own matter. */
export function containsAggregate(expression: Expression): boolean {
  return expression.kind === 'aggregate' || childrenOf(expression).some(containsAggregate);
}

/** The expressions directly inside another one, without those of its subqueries. */
export function childrenOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'parameter':
    case 'identifier':
    case 'subquery':
      return [];
    case 'member':
      return [expression.of, expression.key];
    case 'not':
    case 'negate':
    case 'aggregate':
      return [expression.of];
    case 'binary':
      return [expression.left, expression.right];
    case 'in':
      return [expression.value, ...expression.among];
    case 'between':
      return [expression.value, expression.low, expression.high];
    case 'like':
      return [expression.value, expression.pattern];
    case 'conditional':
      return [expression.test, expression.then, expression.otherwise];
    case 'call':
      return expression.args;
    case 'array':
      return expression.items;
    case 'object':
      return expression.properties.map(({ value }) => value);
    default:
      return expression satisfies never;
  }
}
