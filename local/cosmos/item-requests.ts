import { batchItems } from './batch-items.ts';
import type { Container } from './container.ts';
import { badRequest } from './cosmos-error.ts';
import type { GatewayReply, GatewayRequest } from './gateway-request.ts';
import type { ItemOperation, ItemResult, OperationType } from './item-operation.ts';
import type { ItemOperations } from './item-operations.ts';
import type { Store } from './open-store.ts';
import { parsePartitionKey } from './partition-key.ts';
import { parseQueryBody, queryItems } from './query-items.ts';
import type { RequestUnitBudget } from './request-units.ts';
import { feedReply } from './resource-reply.ts';
import { parseQuery } from './sql/parse-query.ts';
import { unsupported } from './unsupported.ts';

export interface ItemRequestDeps {
  readonly store: Store;
  readonly operations: ItemOperations;
  readonly budget: RequestUnitBudget;
}

/** Answers what is asked of a container's items: `/dbs/{db}/colls/{container}/docs[/{id}]`. */
export function answerItemRequest(
  deps: ItemRequestDeps,
  container: Container,
  request: GatewayRequest,
): GatewayReply {
  const id = request.segments[5];
  const { method } = request;
  if (id !== undefined) {
    const type = methodTypes[method];
    if (type === undefined) throw unsupported(request);
    return answerOperation(deps, container, request, { type, id });
  }
  if (method === 'GET' && request.header('a-im') !== undefined)
    return answerChangeFeed(deps, container, request);
  if (method === 'GET')
    return answerQuery(deps, container, request, { sql: 'SELECT * FROM c', parameters: new Map() });
  if (method !== 'POST') throw unsupported(request);
  if (isTrue(request, 'x-ms-cosmos-is-query-plan-request')) return answerQueryPlan(request);
  if (isTrue(request, 'x-ms-documentdb-isquery'))
    return answerQuery(deps, container, request, parseQueryBody(request.body));
  if (isTrue(request, 'x-ms-cosmos-is-batch-request')) return answerBatch(deps, container, request);
  const type = isTrue(request, 'x-ms-documentdb-is-upsert') ? 'Upsert' : 'Create';
  return answerOperation(deps, container, request, { type, id: undefined });
}

const methodTypes: Readonly<Record<string, OperationType>> = {
  GET: 'Read',
  PUT: 'Replace',
  PATCH: 'Patch',
  DELETE: 'Delete',
};

function answerOperation(
  { operations }: ItemRequestDeps,
  container: Container,
  request: GatewayRequest,
  { type, id }: { readonly type: OperationType; readonly id: string | undefined },
): GatewayReply {
  const operation: ItemOperation = {
    type,
    id,
    partition: wholePartitionKey(container, request),
    body: request.body,
    ifMatch: request.header('if-match'),
    ifNoneMatch: request.header('if-none-match'),
  };
  return toReply(operations(container, operation), type === 'Read' || returnsBodies(request));
}

function toReply({ status, body, etag, charge }: ItemResult, withBody: boolean): GatewayReply {
  return { status, body: withBody ? body : undefined, headers: etag === undefined ? {} : { etag }, charge };
}

function answerBatch(
  { store, operations }: ItemRequestDeps,
  container: Container,
  request: GatewayRequest,
): GatewayReply {
  const atomic = isTrue(request, 'x-ms-cosmos-batch-atomic');
  return batchItems({ store, operations }, container, {
    body: request.body,
    bytes: request.bytes,
    partition: atomic ? wholePartitionKey(container, request) : undefined,
    atomic,
    returnsBodies: returnsBodies(request),
  });
}

type ParsedQuery = ReturnType<typeof parseQueryBody>;

function answerQuery(
  { store, budget }: ItemRequestDeps,
  container: Container,
  request: GatewayRequest,
  query: ParsedQuery,
): GatewayReply {
  budget.assertAvailable();
  const partitionKey = request.header('x-ms-documentdb-partitionkey');
  const page = queryItems(store.items, container, {
    ...query,
    partitionPrefix: partitionKey === undefined ? '' : parsePartitionKey(partitionKey).text,
    maxItems: maxItemsOf(request),
    continuation: request.header('x-ms-continuation'),
  });
  budget.spend(page.charge);
  const next: Readonly<Record<string, string>> =
    page.continuation === undefined ? {} : { 'x-ms-continuation': page.continuation };
  return {
    ...feedReply(
      'Documents',
      page.documents.map((document) => JSON.stringify(document)),
      next,
    ),
    charge: page.charge,
  };
}

/** Where the client leaves the size of a page to the service (-1), or says nothing. */
const servicePageItems = 1000;
const defaultPageItems = 100;

function maxItemsOf(request: GatewayRequest): number {
  const text = request.header('x-ms-max-item-count');
  if (text === undefined) return defaultPageItems;
  const count = Number(text);
  if (count === -1) return servicePageItems;
  if (!Number.isInteger(count) || count < 1)
    throw badRequest(
      `Cannot run the query: x-ms-max-item-count is "${text}", expected -1 or a whole number from 1`,
    );
  return count;
}

/** With one physical partition a query runs as it is: the plan asks the client to do nothing. */
function answerQueryPlan(request: GatewayRequest): GatewayReply {
  parseQuery(parseQueryBody(request.body).sql);
  const queryInfo = {
    distinctType: 'None',
    top: null,
    offset: null,
    limit: null,
    orderBy: [],
    orderByExpressions: [],
    groupByExpressions: [],
    groupByAliases: [],
    aggregates: [],
    groupByAliasToAggregateType: {},
    rewrittenQuery: '',
    hasSelectValue: false,
  };
  const queryRanges = [{ min: '', max: 'FF', isMinInclusive: true, isMaxInclusive: false }];
  return {
    status: 200,
    body: JSON.stringify({ partitionedQueryExecutionInfoVersion: 2, queryInfo, queryRanges }),
  };
}

/** The latest version of each changed item, in the order of the changes; the ETag says where to go on. */
function answerChangeFeed(
  { store }: ItemRequestDeps,
  container: Container,
  request: GatewayRequest,
): GatewayReply {
  const from = request.header('if-none-match')?.replaceAll('"', '') ?? '0';
  const after = from === '*' ? store.items.lastLsn() : Number(from);
  const rows = store.items.changes(container.key, after, maxItemsOf(request));
  const etag = `"${rows.at(-1)?.lsn ?? after}"`;
  if (rows.length === 0) return { status: 304, headers: { etag } };
  return feedReply(
    'Documents',
    rows.map(({ body }) => body),
    { etag },
  );
}

function wholePartitionKey(container: Container, request: GatewayRequest): string {
  const header = request.header('x-ms-documentdb-partitionkey');
  if (header === undefined)
    throw badRequest('Cannot use the item: the header x-ms-documentdb-partitionkey is missing');
  const { text, levels } = parsePartitionKey(header);
  const expected = container.partitionKeyPaths.length;
  if (levels !== expected)
    throw badRequest(`Cannot use the item: its partition key has ${levels} levels, expected ${expected}`);
  return text;
}

function returnsBodies(request: GatewayRequest): boolean {
  return request.header('prefer') !== 'return=minimal';
}

function isTrue(request: GatewayRequest, header: string): boolean {
  return request.header(header)?.toLowerCase() === 'true';
}
