import { badRequest } from '../cosmos-error.ts';
import type { Expression, Query, Selection, Source } from './ast.ts';
import { containsAggregate } from './contains-aggregate.ts';
import { parseExpression, parsePrimary } from './parse-expression.ts';
import { createTokenReader } from './token-reader.ts';
import type { TokenReader } from './token-reader.ts';
import { tokenize } from './tokenize.ts';

/** Parses a Cosmos DB NoSQL query; what it does not know is a 400 that names it. */
export function parseQuery(sql: string): Query {
  const reader = createTokenReader(tokenize(sql), parseSelect);
  const query = parseSelect(reader);
  if (reader.peek() !== undefined) reader.fail();
  return query;
}

function parseSelect(reader: TokenReader): Query {
  reader.expectWord('SELECT');
  const distinct = reader.takeWords('DISTINCT');
  const top = reader.takeWords('TOP') ? parsePrimary(reader) : undefined;
  const selection = parseSelection(reader);
  const sources = reader.takeWords('FROM') ? parseSources(reader) : [];
  const where = reader.takeWords('WHERE') ? parseExpression(reader) : undefined;
  const groupBy = reader.takeWords('GROUP', 'BY') ? parseExpressions(reader) : [];
  const orderBy = reader.takeWords('ORDER', 'BY') ? parseOrder(reader) : [];
  const { offset, limit } = parseOffset(reader);
  if (selection.kind === 'all' && sources.length !== 1) {
    throw badRequest("'SELECT *' is only valid with a single input set.");
  }
  const aggregates = selectionAggregates(selection) || orderBy.some(({ by }) => containsAggregate(by));
  return Object.freeze({
    distinct,
    top,
    selection,
    sources,
    where,
    groupBy,
    orderBy,
    offset,
    limit,
    aggregates,
  });
}

function selectionAggregates(selection: Selection): boolean {
  if (selection.kind === 'value') return containsAggregate(selection.of);
  return selection.kind === 'list' && selection.items.some(({ of }) => containsAggregate(of));
}

function parseSelection(reader: TokenReader): Selection {
  if (reader.takeSymbol('*')) return { kind: 'all' };
  if (reader.takeWords('VALUE')) return { kind: 'value', of: parseExpression(reader) };
  const items: { as: string; of: Expression }[] = [];
  do {
    const of = parseExpression(reader);
    items.push({ of, as: parseAlias(reader) ?? propertyName(of) ?? `$${items.length + 1}` });
  } while (reader.takeSymbol(','));
  return { kind: 'list', items };
}

function propertyName(of: Expression): string | undefined {
  if (of.kind === 'identifier') return of.name;
  if (of.kind !== 'member' || of.key.kind !== 'literal') return undefined;
  return typeof of.key.value === 'string' ? of.key.value : undefined;
}

function parseAlias(reader: TokenReader): string | undefined {
  if (reader.takeWords('AS')) return reader.expectName();
  const token = reader.peek();
  return token?.kind === 'word' && !clauses.has(token.upper) ? reader.expectName() : undefined;
}

const clauses = new Set('FROM WHERE GROUP ORDER OFFSET JOIN IN'.split(' '));

function parseSources(reader: TokenReader): readonly Source[] {
  const sources = [parseSource(reader)];
  while (reader.takeWords('JOIN')) sources.push(parseSource(reader));
  return sources;
}

function parseSource(reader: TokenReader): Source {
  const follows = reader.peek(1);
  if (follows?.kind === 'word' && follows.upper === 'IN') {
    const alias = reader.expectName();
    reader.expectWord('IN');
    return { alias, each: true, of: parseExpression(reader) };
  }
  const of = parseExpression(reader);
  return { alias: parseAlias(reader) ?? propertyName(of) ?? reader.fail(), each: false, of };
}

function parseExpressions(reader: TokenReader): readonly Expression[] {
  const expressions = [parseExpression(reader)];
  while (reader.takeSymbol(',')) expressions.push(parseExpression(reader));
  return expressions;
}

function parseOrder(reader: TokenReader): Query['orderBy'] {
  const order: { by: Expression; descending: boolean }[] = [];
  do {
    const by = parseExpression(reader);
    const descending = reader.takeWords('DESC');
    if (!descending) reader.takeWords('ASC');
    order.push({ by, descending });
  } while (reader.takeSymbol(','));
  return order;
}

function parseOffset(reader: TokenReader): { offset: Expression | undefined; limit: Expression | undefined } {
  if (!reader.takeWords('OFFSET')) return { offset: undefined, limit: undefined };
  const offset = parseExpression(reader);
  reader.expectWord('LIMIT');
  return { offset, limit: parseExpression(reader) };
}
