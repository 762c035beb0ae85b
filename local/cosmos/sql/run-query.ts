import { badRequest } from '../cosmos-error.ts';
import type { Json } from '../json.ts';
import { isJsonArray } from '../json.ts';
import type { Expression, Query, Source } from './ast.ts';
import { evaluate, toObject } from './evaluate.ts';
import type { Scope } from './evaluate.ts';
import type { Value } from './values.ts';
import { orderValues, toKey } from './values.ts';

export type Parameters = ReadonlyMap<string, Json>;

/** Whether each document gives its rows by itself, so that a query can be read page by page. */
export function isStreaming(query: Query): boolean {
  const bounded = query.top !== undefined || query.offset !== undefined;
  return (
    !bounded &&
    !query.distinct &&
    !query.aggregates &&
    query.groupBy.length === 0 &&
    query.orderBy.length === 0
  );
}

/** What one document adds to the result of a streaming query. */
export function projectDocument(query: Query, document: Json, parameters: Parameters): readonly Json[] {
  return [...project(query, matches(query, rootScope(query, document, parameters)))];
}

/** The whole result of a query over documents; it stops reading them as soon as it can. */
export function* runQuery(query: Query, documents: Iterable<Json>, parameters: Parameters): Iterable<Json> {
  yield* run(query, scopesOf(query, documents, parameters), { parameters, names: new Map(), runSubquery });
}

function runSubquery(query: Query, outer: Scope): readonly Json[] {
  return [...run(query, [outer], outer)];
}

function* scopesOf(query: Query, documents: Iterable<Json>, parameters: Parameters): Iterable<Scope> {
  for (const document of documents) yield rootScope(query, document, parameters);
}

/** Names the document after the leftmost name of FROM, whatever that is called. */
function rootScope(query: Query, document: Json, parameters: Parameters): Scope {
  const first = query.sources[0];
  const names = new Map<string, Value>(first === undefined ? [] : [[rootName(first.of), document]]);
  return { parameters, names, runSubquery };
}

function rootName(of: Expression): string {
  if (of.kind === 'identifier') return of.name;
  if (of.kind === 'member') return rootName(of.of);
  throw badRequest('Cannot run the query: FROM must name the container or a path below it');
}

function* run(query: Query, scopes: Iterable<Scope>, outer: Scope): Iterable<Json> {
  const [offset, limit] = boundsOf(query, outer);
  let position = 0;
  if (limit === 0) return;
  for (const row of distinctRows(
    query,
    project(query, ordered(query, grouped(query, allMatches(query, scopes), outer))),
  )) {
    if (position++ < offset) continue;
    yield row;
    if (position >= offset + limit) return;
  }
}

function boundsOf(query: Query, scope: Scope): readonly [offset: number, limit: number] {
  const offset = query.offset === undefined ? 0 : toCount(evaluate(query.offset, scope), 'OFFSET');
  if (query.top !== undefined) return [offset, toCount(evaluate(query.top, scope), 'TOP')];
  return [offset, query.limit === undefined ? Infinity : toCount(evaluate(query.limit, scope), 'LIMIT')];
}

function toCount(value: Value, clause: string): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw badRequest(
    `Cannot run the query: ${clause} is ${JSON.stringify(value)}, expected a whole number from 0`,
  );
}

function* allMatches(query: Query, scopes: Iterable<Scope>): Iterable<Scope> {
  for (const scope of scopes) yield* matches(query, scope);
}

function* matches(query: Query, scope: Scope): Iterable<Scope> {
  for (const row of joined(query.sources, scope)) {
    if (query.where === undefined || evaluate(query.where, row) === true) yield row;
  }
}

function* joined(sources: readonly Source[], scope: Scope): Iterable<Scope> {
  const [source, ...rest] = sources;
  if (source === undefined) {
    yield scope;
    return;
  }
  const value = evaluate(source.of, scope);
  const values = source.each ? (isJsonArray(value) ? value : []) : value === undefined ? [] : [value];
  for (const item of values)
    yield* joined(rest, { ...scope, names: new Map(scope.names).set(source.alias, item) });
}

function grouped(query: Query, rows: Iterable<Scope>, outer: Scope): Iterable<Scope> {
  if (query.groupBy.length === 0 && !query.aggregates) return rows;
  const groups = Map.groupBy(rows, (row) => toKey(query.groupBy.map((by) => evaluate(by, row) ?? null)));
  if (query.groupBy.length === 0 && groups.size === 0) return [{ ...outer, group: [] }];
  return [...groups.values()].map((group) => ({ ...(group[0] ?? outer), group }));
}

function ordered(query: Query, rows: Iterable<Scope>): Iterable<Scope> {
  if (query.orderBy.length === 0) return rows;
  const keyed = [...rows].map((row) => ({ row, keys: query.orderBy.map(({ by }) => evaluate(by, row)) }));
  const compare = (a: readonly Value[], b: readonly Value[]): number => {
    for (const [i, { descending }] of query.orderBy.entries()) {
      const order = orderValues(a[i], b[i]);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  };
  return keyed.sort((a, b) => compare(a.keys, b.keys)).map(({ row }) => row);
}

function* project(query: Query, rows: Iterable<Scope>): Iterable<Json> {
  for (const row of rows) {
    const value = projectRow(query, row);
    if (value !== undefined) yield value;
  }
}

function projectRow({ selection, sources }: Query, row: Scope): Value {
  if (selection.kind === 'value') return evaluate(selection.of, row);
  if (selection.kind === 'all') return row.names.get(sources[0]?.alias ?? '');
  return toObject(selection.items.map(({ as, of }) => [as, evaluate(of, row)]));
}

function* distinctRows(query: Query, rows: Iterable<Json>): Iterable<Json> {
  const seen = new Set<string>();
  for (const row of rows) {
    const key = query.distinct ? toKey(row) : undefined;
    if (key !== undefined && seen.has(key)) continue;
    if (key !== undefined) seen.add(key);
    yield row;
  }
}
