import { z } from 'zod';
import type { Container } from './container.ts';
import { badRequest } from './cosmos-error.ts';
import type { ItemPosition, ItemRow, ItemTable } from './item-table.ts';
import type { Json } from './json.ts';
import { parseJson } from './json.ts';
import { toPrefixRange } from './partition-key.ts';
import { queryCharge } from './request-units.ts';
import { assertServedByIndex, isFilteredByIndex } from './query-index.ts';
import type { Query } from './sql/ast.ts';
import { parseQuery } from './sql/parse-query.ts';
import { isStreaming, projectDocument, runQuery } from './sql/run-query.ts';

export interface QueryRequest {
  readonly sql: string;
  readonly parameters: ReadonlyMap<string, Json>;
  /** The first levels of the partition key; '' = all partitions. */
  readonly partitionPrefix: string;
  readonly maxItems: number;
  readonly continuation: string | undefined;
}

export interface QueryPage {
  readonly documents: readonly Json[];
  readonly continuation: string | undefined;
  readonly charge: number;
}

const bodySchema = z.object({
  query: z.string(),
  parameters: z.array(z.object({ name: z.string(), value: z.json().optional() })).optional(),
});

export function parseQueryBody(body: unknown): Pick<QueryRequest, 'sql' | 'parameters'> {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) throw badRequest(`Cannot read the query: ${z.prettifyError(parsed.error)}`);
  const parameters = new Map<string, Json>();
  for (const { name, value } of parsed.data.parameters ?? [])
    if (value !== undefined) parameters.set(name, value);
  return { sql: parsed.data.query, parameters };
}

/** Answers one page of a query. */
export function queryItems(items: ItemTable, container: Container, request: QueryRequest): QueryPage {
  const query = parseQuery(request.sql);
  assertServedByIndex(query, container.indexing);
  const loaded = { documents: 0, bytes: 0, scanned: 0 };
  const scan = (after?: ItemPosition): Iterable<ItemRow> =>
    countRows(items.scan(container.key, toPrefixRange(request.partitionPrefix), after), loaded);
  const page = isStreaming(query) ? readStream(query, scan, request) : readAll(query, scan, request);
  const needed = isFilteredByIndex(query, container.indexing) ? page.documents.length : loaded.documents;
  const meanBytes = loaded.documents === 0 ? 0 : loaded.bytes / loaded.documents;
  return {
    ...page,
    charge: queryCharge(Math.min(needed, loaded.documents), Math.min(needed, loaded.documents) * meanBytes),
  };
}

function* countRows(
  rows: Iterable<ItemRow>,
  loaded: { documents: number; bytes: number },
): Iterable<ItemRow> {
  for (const row of rows) {
    loaded.documents++;
    loaded.bytes += row.body.length;
    yield row;
  }
}

type Page = Omit<QueryPage, 'charge'>;

/** The last document whose rows went out; a page ends between documents. */
const streamToken = z.object({ partition: z.string(), id: z.string() });
const offsetToken = z.object({ offset: z.int().min(0) });

function readStream(
  query: Query,
  scan: (after?: ItemPosition) => Iterable<ItemRow>,
  request: QueryRequest,
): Page {
  const documents: Json[] = [];
  const start =
    request.continuation === undefined ? undefined : parseToken(streamToken, request.continuation);
  let last: z.infer<typeof streamToken> | undefined = start;
  for (const { partition, id, body } of scan(start)) {
    if (documents.length >= request.maxItems && last !== undefined)
      return { documents, continuation: JSON.stringify(last) };
    documents.push(...projectDocument(query, parseJson(body), request.parameters));
    last = { partition, id };
  }
  return { documents, continuation: undefined };
}

/** Aggregates, orders and bounds need all rows: each page runs the query anew and skips what went out before. */
function readAll(query: Query, scan: () => Iterable<ItemRow>, request: QueryRequest): Page {
  const offset =
    request.continuation === undefined ? 0 : parseToken(offsetToken, request.continuation).offset;
  const end = offset + request.maxItems;
  const documents: Json[] = [];
  let position = 0;
  for (const row of runQuery(query, parseRows(scan()), request.parameters)) {
    if (position === end) return { documents, continuation: JSON.stringify({ offset: end }) };
    if (position >= offset) documents.push(row);
    position++;
  }
  return { documents, continuation: undefined };
}

function* parseRows(rows: Iterable<ItemRow>): Iterable<Json> {
  for (const { body } of rows) yield parseJson(body);
}

function parseToken<T>(schema: z.ZodType<T>, token: string): T {
  try {
    return schema.parse(JSON.parse(token));
  } catch {
    throw badRequest('Cannot go on with the query: the continuation token is not of this query');
  }
}
