import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, OperationInput } from '@azure/cosmos';
import type { StoredCounts } from '../jobs/outputs/prediction-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type BulkOptions, type BulkResult, sendBulk } from './cosmos-bulk.ts';
import type { PredictionDocument } from './prediction-document.ts';

type Way = 'create' | 'patch';

interface Write {
  readonly document: PredictionDocument;
  readonly way: Way;
  readonly tries: number;
}

const maxTries = 10;
/** Documents that are written first, to see how the others are best written. */
const scouts = 100;
const defaultRetryAfterMs = 100;
/** Without it, all that were refused at once would come back at once. */
const jitter = 0.5;

/**
 * Writes documents in bulk so that the later prediction of a key stays, whatever order they come in. A plain upsert
 * would let an older job win, and reading first would double the requests. So a document is created, and where one
 * is already, patched on the condition that it is older. Which of the two is tried first is what the documents before
 * needed, those of the first request above all: a table scored anew is patched at once.
 */
export function createPredictionWriter(container: Container, { pacer }: Pick<BulkOptions, 'pacer'>) {
  let usualWay: Way = 'create';

  const settle = async (
    documents: readonly PredictionDocument[],
    signal?: AbortSignal,
  ): Promise<StoredCounts> => {
    const way = usualWay;
    let counts = noCounts;
    let pending: Write[] = documents.map((document) => ({ document, way, tries: 0 }));
    while (pending.length > 0) {
      signal?.throwIfAborted();
      const results = await sendBulk(container, pending.map(toOperation), { pacer, signal });
      counts = addCounts(counts, toCounts(results));
      pending = pending
        .map((write, index) => toNext(write, results[index]?.statusCode ?? 0))
        .filter((write) => write !== undefined);
      const turned = pending.filter((write) => write.way !== way && write.tries === 1).length;
      if (turned * 2 > documents.length) usualWay = toOther(way);
      await waitAsAsked(results, signal);
    }
    return counts;
  };

  return async (documents: readonly PredictionDocument[], signal?: AbortSignal): Promise<StoredCounts> => {
    const first = await settle(documents.slice(0, scouts), signal);
    return addCounts(first, await settle(documents.slice(scouts), signal));
  };
}

const noCounts: StoredCounts = { written: 0, superseded: 0, requestUnits: 0 };

function addCounts(a: StoredCounts, b: StoredCounts): StoredCounts {
  return {
    written: a.written + b.written,
    superseded: a.superseded + b.superseded,
    requestUnits: a.requestUnits + b.requestUnits,
  };
}

function toCounts(results: readonly BulkResult[]): StoredCounts {
  return {
    written: results.filter(({ statusCode }) => isWritten(statusCode)).length,
    superseded: results.filter(({ statusCode }) => statusCode === olderStatus).length,
    requestUnits: results.reduce((sum, { charge }) => sum + charge, 0),
  };
}

/** The condition that what is there is older does not hold. */
const olderStatus = 412;

function isWritten(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Waits as long as the database asks of throttled operations. */
async function waitAsAsked(results: readonly BulkResult[], signal?: AbortSignal): Promise<void> {
  const throttled = results.filter(({ statusCode }) => statusCode === 429);
  if (throttled.length === 0) return;
  const waitMs = Math.max(...throttled.map((result) => result.retryAfterMs ?? defaultRetryAfterMs));
  await sleep(waitMs * (1 + jitter * Math.random()), undefined, signal && { signal });
}

function toOther(way: Way): Way {
  return way === 'create' ? 'patch' : 'create';
}

/** What is still to do for a document after an answer; `undefined` when it is in place or a later one is. */
function toNext(write: Write, status: number): Write | undefined {
  if (isWritten(status) || status === olderStatus) return undefined;
  if (status === 429) return write;
  return again(write, status);
}

function again({ document, way, tries }: Write, status: number): Write {
  const gone = way === 'patch' && status === 404;
  const there = way === 'create' && status === 409;
  if (tries >= maxTries || !(gone || there || status === 449 || status >= 500 || status < 200)) {
    throw new ScoringError('Unavailable', `Cannot store a prediction: the database answered ${status}`);
  }
  return { document, way: gone || there ? toOther(way) : way, tries: tries + 1 };
}

function toOperation({ document, way }: Write): OperationInput {
  const { id, model, key, ...content } = document;
  const partitionKey = [model, key];
  if (way === 'create') return { operationType: 'Create', partitionKey, resourceBody: { ...document } };
  const operations = Object.entries(content).map(([name, value]) => ({
    op: 'set' as const,
    path: `/${name}`,
    value,
  }));
  const condition = `FROM c WHERE c["order"] < ${JSON.stringify(document.order)}`;
  return { operationType: 'Patch', id, partitionKey, resourceBody: { operations, condition } };
}
