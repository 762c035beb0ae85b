import { z } from 'zod';
import type { Container } from './container.ts';
import { badRequest, CosmosError, tooLarge } from './cosmos-error.ts';
import type { ItemOperation, ItemResult } from './item-operation.ts';
import { operationTypes } from './item-operation.ts';
import type { ItemOperations } from './item-operations.ts';
import type { Json } from './json.ts';
import { parsePartitionKey } from './partition-key.ts';
import type { Store } from './open-store.ts';

const operationSchema = z.object({
  operationType: z.enum(operationTypes),
  id: z.string().optional(),
  partitionKey: z.string().optional(),
  ifMatch: z.string().optional(),
  ifNoneMatch: z.string().optional(),
  resourceBody: z.unknown().optional(),
});

type BatchOperation = z.infer<typeof operationSchema>;

const maxOperations = 100;
const maxBytes = 2 * 1024 * 1024;

export interface BatchRequest {
  readonly body: unknown;
  readonly bytes: number;
  /** The partition of a transaction; undefined in a bulk request, where each operation brings its own. */
  readonly partition: string | undefined;
  readonly atomic: boolean;
  /** Whether written documents are sent back. */
  readonly returnsBodies: boolean;
}

export interface BatchAnswer {
  readonly status: number;
  readonly body: string;
  readonly charge: number;
}

type Outcome = ItemResult | CosmosError;

/** Runs a transactional batch (all or nothing) or a bulk request (each operation by itself) in one transaction of the store. */
export function batchItems(
  deps: { readonly store: Store; readonly operations: ItemOperations },
  container: Container,
  request: BatchRequest,
): BatchAnswer {
  const operations = parseOperations(request);
  const outcomes: Outcome[] = [];
  const runAll = (): void => {
    for (const operation of operations) {
      const outcome = runOne(deps.operations, container, operation, request);
      outcomes.push(outcome);
      if (request.atomic && outcome instanceof CosmosError) throw outcome;
    }
  };
  try {
    deps.store.transact(runAll);
  } catch (error) {
    if (!(error instanceof CosmosError)) throw error;
    return toRolledBack(operations.length, outcomes.length - 1, error);
  }
  return toAnswer(outcomes);
}

function parseOperations({ body, bytes, atomic }: BatchRequest): readonly BatchOperation[] {
  if (bytes > maxBytes)
    throw tooLarge(`Cannot run the batch: it has ${bytes} bytes, the limit is ${maxBytes}`);
  const parsed = z.array(operationSchema).safeParse(body);
  if (!parsed.success) throw badRequest(`Cannot read the batch: ${z.prettifyError(parsed.error)}`);
  const { length } = parsed.data;
  if (length > maxOperations) {
    throw badRequest(
      `Cannot run the ${atomic ? 'batch' : 'bulk request'}: it has ${length} operations, the limit is ${maxOperations}`,
    );
  }
  return parsed.data;
}

function runOne(
  run: ItemOperations,
  container: Container,
  operation: BatchOperation,
  request: BatchRequest,
): Outcome {
  try {
    const result = run(container, toItemOperation(operation, request.partition));
    return request.returnsBodies || operation.operationType === 'Read'
      ? result
      : { ...result, body: undefined };
  } catch (error) {
    if (error instanceof CosmosError) return error;
    throw error;
  }
}

function toItemOperation(
  { operationType, id, partitionKey, ifMatch, ifNoneMatch, resourceBody }: BatchOperation,
  partition: string | undefined,
): ItemOperation {
  return {
    type: operationType,
    id,
    partition: partition ?? (partitionKey === undefined ? undefined : parsePartitionKey(partitionKey).text),
    body: resourceBody as Json | undefined, // came out of JSON.parse
    ifMatch,
    ifNoneMatch,
  };
}

function toAnswer(outcomes: readonly Outcome[]): BatchAnswer {
  const failed = outcomes.some((outcome) => outcome instanceof CosmosError);
  const charge = outcomes.reduce(
    (sum, outcome) => sum + (outcome instanceof CosmosError ? 0 : outcome.charge),
    0,
  );
  return {
    status: failed ? 207 : 200,
    body: `[${outcomes.map((outcome) => toText(outcome)).join()}]`,
    charge,
  };
}

/** The operation that failed says why; the others failed because of it. */
function toRolledBack(operations: number, failed: number, error: CosmosError): BatchAnswer {
  const dependent = '{"statusCode":424,"requestCharge":0}';
  const texts = Array.from({ length: operations }, (_, i) => (i === failed ? toText(error) : dependent));
  return { status: 207, body: `[${texts.join()}]`, charge: 0 };
}

function toText(outcome: Outcome): string {
  if (outcome instanceof CosmosError) {
    const { status, substatus, message, retryAfterMs } = outcome;
    return JSON.stringify({
      statusCode: status,
      subStatusCode: substatus,
      requestCharge: 0,
      message,
      retryAfterMilliseconds: retryAfterMs,
    });
  }
  const head = `{"statusCode":${outcome.status},"requestCharge":${outcome.charge}`;
  const etag = outcome.etag === undefined ? '' : `,"eTag":${JSON.stringify(outcome.etag)}`;
  const body = outcome.body === undefined ? '' : `,"resourceBody":${outcome.body}`;
  return `${head}${etag}${body}}`;
}
