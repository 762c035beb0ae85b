import { randomUUID } from 'node:crypto';
import type { Container } from './container.ts';
import { parseContainer } from './container.ts';
import { badRequest, conflict, notFound } from './cosmos-error.ts';
import type { GatewayReply, GatewayRequest } from './gateway-request.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject, parseJson } from './json.ts';
import type { Store } from './open-store.ts';
import { parseQueryBody } from './query-items.ts';
import { feedReply } from './resource-reply.ts';
import { parseQuery } from './sql/parse-query.ts';
import { runQuery } from './sql/run-query.ts';
import { unsupported } from './unsupported.ts';

export function answerDatabaseRequest(
  { resources }: Store,
  request: GatewayRequest,
  id: string | undefined,
): GatewayReply {
  const { method } = request;
  if (id === undefined && method === 'GET') return feedReply('Databases', resources.listDatabases());
  if (id === undefined && isQuery(request)) return queryFeed('Databases', resources.listDatabases(), request);
  if (id === undefined && method === 'POST') {
    const created = toResource(request.body);
    if (resources.findDatabase(created.id) !== undefined)
      throw conflict(`Resource with specified id already exists: database "${created.id}"`);
    resources.putDatabase(created.id, created.body);
    return { status: 201, body: created.body };
  }
  const body = id === undefined ? undefined : resources.findDatabase(id);
  if (id === undefined || body === undefined) throw notFound(`Resource Not Found: database "${id ?? ''}"`);
  if (method === 'GET') return { status: 200, body };
  if (method !== 'DELETE') throw unsupported(request);
  for (const { key } of resources.listContainers(id)) resources.deleteContainer(key);
  resources.deleteDatabase(id);
  return { status: 204 };
}

export function answerContainerRequest(
  store: Store,
  request: GatewayRequest,
  { database, id }: { readonly database: string; readonly id: string | undefined },
): GatewayReply {
  if (id === undefined) return answerContainerFeed(store, request, database);
  const row = store.resources.findContainer(database, id);
  if (row === undefined) throw containerNotFound(id);
  if (request.method === 'GET') return { status: 200, body: row.body };
  if (request.method === 'PUT')
    return replaceContainer(store, request, { database, key: row.key, old: row.body });
  if (request.method !== 'DELETE') throw unsupported(request);
  store.resources.deleteContainer(row.key);
  return { status: 204 };
}

/** Finds a container for the operations on its items. */
export function openContainer({ resources }: Store, database: string, id: string): Container {
  const row = resources.findContainer(database, id);
  if (row === undefined) throw containerNotFound(id);
  const known = opened.get(row.body);
  if (known?.key === row.key) return known;
  const container = parseContainer(row.key, parseJson(row.body));
  opened.set(row.body, container);
  return container;
}

/** Definitions read before, by their text: a changed container has another one, a new one another ETag. */
const opened = new Map<string, Container>();

const containerNotFound = (id: string): Error => notFound(`Resource Not Found: container "${id}"`);

function answerContainerFeed({ resources }: Store, request: GatewayRequest, database: string): GatewayReply {
  const bodies = (): readonly string[] => resources.listContainers(database).map(({ body }) => body);
  if (request.method === 'GET') return feedReply('DocumentCollections', bodies());
  if (isQuery(request)) return queryFeed('DocumentCollections', bodies(), request);
  if (request.method !== 'POST') throw unsupported(request);
  const { id, body } = toResource(request.body);
  parseContainer(0, parseJson(body));
  if (resources.findContainer(database, id) !== undefined)
    throw conflict(`Resource with specified id already exists: container "${id}"`);
  resources.putContainer(database, id, body);
  return { status: 201, body };
}

function replaceContainer(
  { resources }: Store,
  request: GatewayRequest,
  { database, key, old }: { readonly database: string; readonly key: number; readonly old: string },
): GatewayReply {
  const { id, body } = toResource(request.body);
  const before = parseContainer(key, parseJson(old));
  const after = parseContainer(key, parseJson(body));
  if (JSON.stringify(before.partitionKeyPaths) !== JSON.stringify(after.partitionKeyPaths)) {
    throw badRequest(`Cannot replace container "${id}": its partition key cannot be changed`);
  }
  resources.putContainer(database, id, body);
  return { status: 200, body };
}

function toResource(definition: Json | undefined): { readonly id: string; readonly body: string } {
  const id = isJsonObject(definition) ? definition.id : undefined;
  if (!isJsonObject(definition) || typeof id !== 'string' || id === '') {
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing");
  }
  return { id, body: JSON.stringify({ ...definition, ...systemProperties(id) }) };
}

function systemProperties(id: string): JsonObject {
  return {
    _rid: Buffer.from(id).toString('base64'),
    _self: `${id}/`,
    _etag: `"${randomUUID()}"`,
    _ts: Math.floor(Date.now() / 1000),
  };
}

function isQuery(request: GatewayRequest): boolean {
  return request.method === 'POST' && request.header('x-ms-documentdb-isquery') !== undefined;
}

function queryFeed(name: string, bodies: readonly string[], request: GatewayRequest): GatewayReply {
  const { sql, parameters } = parseQueryBody(request.body);
  const found = runQuery(parseQuery(sql), bodies.map(parseJson), parameters);
  return feedReply(
    name,
    Array.from(found, (resource) => JSON.stringify(resource)),
  );
}
