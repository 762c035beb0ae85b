import {
  BulkOperationType,
  type Container,
  type OperationInput,
  type OperationResponse,
} from '@azure/cosmos';
import type { DeviceChange, DeviceStore, ListedReading, ReadingSpan } from '../events/device-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { toCosmosError } from './cosmos-error.ts';
import {
  parseListedReading,
  parseStateDocument,
  toPredictionDocument,
  toStateDocument,
  toStateId,
} from './device-document.ts';

export interface CosmosDeviceStoreOptions {
  /** After which a prediction is dropped; never where not given. A device's state is kept. */
  readonly ttlSeconds?: number | undefined;
}

/** What the service takes in one transaction. */
const maxOperations = 100;
const okStatus = 200;
const pageItems = 1000;
/** The state is no longer the one that was read, another was first to make one, or somebody has deleted it. */
const outdatedStatuses: ReadonlySet<number> = new Set([404, 409, 412]);

/** Keeps the states and predictions of devices in a Cosmos DB container with the partition key /device. */
export function createCosmosDeviceStore(
  container: Container,
  { ttlSeconds }: CosmosDeviceStoreOptions = {},
): DeviceStore {
  async function write(change: DeviceChange): Promise<string | undefined> {
    const { code, result = [] } = await container.items.batch(
      toOperations(change, ttlSeconds),
      change.state.device,
    );
    const [first] = result;
    if (code === okStatus && first?.eTag !== undefined) return first.eTag;
    if (first !== undefined && outdatedStatuses.has(first.statusCode)) return undefined;
    const cause = new Error(`The batch was answered with ${String(code)}: ${describe(result)}`);
    throw Object.assign(cause, { code: findStatus(result) ?? code });
  }

  return {
    maxPredictions: maxOperations - 1,
    read: async (device, model) => {
      const { resource, etag } = await container
        .item(toStateId(model), device)
        .read<object>()
        .catch(rethrow(`Cannot read the state of device ${JSON.stringify(device)}`));
      return resource === undefined ? undefined : { state: parseStateDocument(resource), etag };
    },
    list: (span) => list(container, span),
    write: (change) =>
      write(change).catch(rethrow(`Cannot store the state of device ${JSON.stringify(change.state.device)}`)),
  };
}

async function* list(
  container: Container,
  { model, from, to }: ReadingSpan,
): AsyncIterable<readonly ListedReading[]> {
  const parameters = Object.entries({ model, from, to }).map(([name, value]) => ({
    name: `@${name}`,
    value,
  }));
  const pages = container.items
    .query<unknown>(
      {
        query:
          'SELECT c.device, c.time, c["value"], c["window"] FROM c WHERE c.time >= @from AND c.time < @to AND c.model = @model',
        parameters,
      },
      { maxItemCount: pageItems },
    )
    .getAsyncIterator();
  try {
    for await (const { resources } of pages) yield resources.map(parseListedReading);
  } catch (thrown) {
    throw toCosmosError(thrown, `Cannot read the readings from ${from} to ${to}`);
  }
}

/** The state first: the predictions are written only where it is the one expected. */
function toOperations(
  { state, etag, predictions }: DeviceChange,
  ttlSeconds: number | undefined,
): OperationInput[] {
  const document = { ...toStateDocument(state) };
  const first: OperationInput =
    etag === undefined
      ? { operationType: BulkOperationType.Create, resourceBody: document }
      : { operationType: BulkOperationType.Replace, id: document.id, resourceBody: document, ifMatch: etag };
  const others = predictions.map((prediction): OperationInput => ({
    operationType: BulkOperationType.Upsert,
    resourceBody: { ...toPredictionDocument(prediction, ttlSeconds) },
  }));
  return [first, ...others];
}

const dependentStatus = 424;

/** Of the operation that made the others fail. */
function findStatus(results: readonly OperationResponse[]): number | undefined {
  return results
    .map(({ statusCode }) => statusCode)
    .find((status) => status >= 400 && status !== dependentStatus);
}

function describe(results: readonly OperationResponse[]): string {
  return results.map(({ statusCode }) => statusCode).join(', ');
}

function rethrow(doing: string): (thrown: unknown) => never {
  return (thrown) => {
    throw thrown instanceof ScoringError ? thrown : toCosmosError(thrown, doing);
  };
}
