import type { z } from 'zod';
import type { queryInputSchema } from '../../scoring/query-input.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';

/** An input that is no blob: what a query of the database answers when the job is planned. */
export type JobQuery = z.infer<typeof queryInputSchema>;

/** Gives the answers of a query, a page after the other; it never writes. */
export type QuerySource = (query: JobQuery) => AsyncIterable<readonly unknown[]>;

/** What stands for the path of an input that is a query. */
export function toQueryPath({ kind, container }: JobQuery): string {
  return `${kind}/${container}`;
}

/** Fails with `InvalidInput` for containers that are not open to queries, as are those of the app itself. */
export function assertQueryAllowed(query: JobQuery | undefined, containers: readonly string[]): void {
  if (query === undefined || containers.includes(query.container)) return;
  throw new ScoringError(
    'InvalidInput',
    `Cannot query container "${query.container}": it is not among those in QUERY_CONTAINERS`,
  );
}

export function isSameQuery(one: JobQuery | undefined, other: JobQuery | undefined): boolean {
  return JSON.stringify(toComparable(one)) === JSON.stringify(toComparable(other));
}

function toComparable(query: JobQuery | undefined): unknown {
  if (query === undefined) return undefined;
  const { kind, container, query: text, parameters = [] } = query;
  return [kind, container, text, parameters.map(({ name, value }) => [name, value])];
}
