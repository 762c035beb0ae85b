import type { Container } from './container.ts';
import { badRequest, conflict, notFound, preconditionFailed, tooLarge } from './cosmos-error.ts';
import type { DocumentFactory } from './document-factory.ts';
import type { ItemOperation, ItemResult } from './item-operation.ts';
import type { ItemRow, ItemTable } from './item-table.ts';
import type { Json, JsonObject } from './json.ts';
import { isJsonObject, parseJson, valueAt } from './json.ts';
import { partitionKeyOf, toPrefixRange } from './partition-key.ts';
import { applyPatch, parsePatch } from './patch.ts';
import type { RequestUnitBudget } from './request-units.ts';
import { insertCharge, readCharge, replaceCharge } from './request-units.ts';
import { parseQuery } from './sql/parse-query.ts';
import { projectDocument } from './sql/run-query.ts';

export interface ItemOperationsDeps {
  readonly items: ItemTable;
  readonly documents: DocumentFactory;
  readonly budget: RequestUnitBudget;
}

export type ItemOperations = (container: Container, operation: ItemOperation) => ItemResult;

const maxItemBytes = 2 * 1024 * 1024;

/** Creates the six operations on items; what the service refuses is thrown as a CosmosError. */
export function createItemOperations({ items, documents, budget }: ItemOperationsDeps): ItemOperations {
  return (container, operation) => {
    budget.assertAvailable();
    const result = apply(container, operation);
    budget.spend(result.charge);
    return result;
  };

  function apply(container: Container, operation: ItemOperation): ItemResult {
    const { partition, id } = addressOf(container, operation);
    const old = items.find(container.key, partition, id);
    if (operation.type === 'Create' || operation.type === 'Upsert')
      return insert(container, operation, partition, old);
    if (old === undefined)
      throw notFound(`Entity with the specified id does not exist in the system: "${id}"`);
    if (operation.type === 'Read') return read(old, operation.ifNoneMatch);
    assertMatches(old, operation.ifMatch);
    if (operation.type === 'Delete') return remove(container, old);
    const body = operation.type === 'Patch' ? patch(old, operation.body) : operation.body;
    return write(container, { document: toDocument(body), partition, old });
  }

  function insert(
    container: Container,
    operation: ItemOperation,
    partition: string,
    old: ItemRow | undefined,
  ): ItemResult {
    const document = toDocument(operation.body);
    if (old !== undefined && operation.type === 'Create') {
      throw conflict(`Entity with the specified id already exists in the system: "${old.id}"`);
    }
    if (old !== undefined) assertMatches(old, operation.ifMatch);
    return write(container, { document, partition, old });
  }

  function write(
    container: Container,
    {
      document,
      partition,
      old,
    }: { readonly document: JsonObject; readonly partition: string; readonly old: ItemRow | undefined },
  ): ItemResult {
    const id = idOf(document);
    if (old !== undefined && old.id !== id)
      throw badRequest(`Cannot replace item "${old.id}": the id of the new one is "${id}"`);
    if (partitionKeyOf(document, container.partitionKeyPaths) !== partition) {
      throw badRequest("PartitionKey extracted from document doesn't match the one specified in the header");
    }
    assertUnique(container, document, partition);
    const { row, expiresMs } = documents.toRow(container, document, { partition, id, old });
    const bytes = Buffer.byteLength(row.body);
    if (bytes > maxItemBytes)
      throw tooLarge(`Cannot write item "${id}": it has ${bytes} bytes, the limit is ${maxItemBytes}`);
    items.put(container.key, row, expiresMs);
    const terms = container.indexing.countTerms(document);
    const charge = old === undefined ? insertCharge(bytes, terms) : replaceCharge(bytes, terms);
    return { status: old === undefined ? 201 : 200, body: row.body, etag: row.etag, charge };
  }

  function remove(container: Container, old: ItemRow): ItemResult {
    items.delete(container.key, old.partition, old.id);
    const terms = container.indexing.countTerms(parseJson(old.body));
    return {
      status: 204,
      body: undefined,
      etag: undefined,
      charge: insertCharge(Buffer.byteLength(old.body), terms),
    };
  }

  /** Unique keys hold within a partition. */
  function assertUnique(container: Container, document: JsonObject, partition: string): void {
    if (container.uniqueKeys.length === 0) return;
    const keysOf = (item: Json): readonly string[] =>
      container.uniqueKeys.map((paths) => JSON.stringify(paths.map((path) => valueAt(item, path) ?? null)));
    const keys = keysOf(document);
    for (const row of items.scan(container.key, toPrefixRange(partition))) {
      const taken = row.id !== document.id && keysOf(parseJson(row.body)).some((key, i) => key === keys[i]);
      if (taken) throw conflict('Unique index constraint violation.');
    }
  }
}

function addressOf(
  container: Container,
  { id, partition, body }: ItemOperation,
): { readonly partition: string; readonly id: string } {
  return {
    id: id ?? idOf(toDocument(body)),
    partition: partition ?? partitionKeyOf(toDocument(body), container.partitionKeyPaths),
  };
}

function read(old: ItemRow, ifNoneMatch: string | undefined): ItemResult {
  const charge = readCharge(Buffer.byteLength(old.body));
  if (ifNoneMatch !== undefined && ifNoneMatch === old.etag)
    return { status: 304, body: undefined, etag: old.etag, charge };
  return { status: 200, body: old.body, etag: old.etag, charge };
}

function patch(old: ItemRow, body: Json | undefined): Json {
  const { operations, condition } = parsePatch(body);
  const document = parseJson(old.body);
  if (
    condition !== undefined &&
    projectDocument(parseQuery(`SELECT VALUE 1 ${condition}`), document, new Map()).length === 0
  ) {
    throw preconditionFailed(`Cannot patch item "${old.id}": it does not fulfil the condition`);
  }
  return applyPatch(document, operations);
}

function assertMatches(old: ItemRow, ifMatch: string | undefined): void {
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === old.etag) return;
  throw preconditionFailed(
    `Operation cannot be performed because one of the specified precondition is not met: item "${old.id}" has ETag ${old.etag}`,
  );
}

function toDocument(body: Json | undefined): JsonObject {
  if (isJsonObject(body)) return body;
  throw badRequest('Cannot write the item: the body is no JSON object');
}

function idOf(document: JsonObject): string {
  const id = document.id;
  if (typeof id !== 'string' || id === '') {
    throw badRequest("The input content is invalid because the required properties - 'id; ' - are missing");
  }
  if (Buffer.byteLength(id) > 1023 || /[/\\?#]/.test(id)) {
    throw badRequest(`Cannot use id "${id}": it has more than 1023 bytes or one of / \\ ? #`);
  }
  return id;
}
