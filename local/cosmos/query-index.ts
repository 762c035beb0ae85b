import { badRequest } from './cosmos-error.ts';
import type { IndexingPolicy } from './indexing-policy.ts';
import type { Expression, Query } from './sql/ast.ts';
import { childrenOf } from './sql/contains-aggregate.ts';

/** Refuses an ORDER BY that the service would refuse: over a path or a combination of paths without an index. */
export function assertServedByIndex(query: Query, indexing: IndexingPolicy): void {
  const order = query.orderBy.map(({ by, descending }) => ({ path: pathOf(by), descending }));
  const paths = order.flatMap(({ path, descending }) => (path === undefined ? [] : [{ path, descending }]));
  if (query.groupBy.length > 0 || paths.length < order.length) return;
  if (paths.some(({ path }) => !indexing.isIndexed(path))) {
    throw badRequest('The index path corresponding to the specified order-by item is excluded.');
  }
  if (paths.length > 1 && !indexing.hasComposite(paths)) {
    throw badRequest(
      'The order by query does not have a corresponding composite index that it can be served from.',
    );
  }
}

/** Whether all that the filter looks at is indexed, so that only what matches has to be read. */
export function isFilteredByIndex({ where }: Query, indexing: IndexingPolicy): boolean {
  return where === undefined || pathsIn(where).every((path) => indexing.isIndexed(path));
}

function pathsIn(expression: Expression): readonly (readonly string[])[] {
  const path = pathOf(expression);
  if (path !== undefined) return path.length === 0 ? [] : [path];
  return childrenOf(expression).flatMap(pathsIn);
}

/** `c.a.b` -> `['a', 'b']`. */
function pathOf(expression: Expression): readonly string[] | undefined {
  if (expression.kind === 'identifier') return [];
  if (
    expression.kind !== 'member' ||
    expression.key.kind !== 'literal' ||
    typeof expression.key.value !== 'string'
  )
    return undefined;
  const parent = pathOf(expression.of);
  return parent === undefined ? undefined : [...parent, expression.key.value];
}
