import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, OperationInput } from '@azure/cosmos';
import { ScoringError } from '../scoring/scoring-error.ts';
import { type BulkResult, operationsPerCall, sendBulk } from './cosmos-bulk.ts';
import type { PredictionDocument } from './prediction-document.ts';

type Way = 'create' | 'patch';

interface Write {
  readonly document: PredictionDocument;
  readonly way: Way;
  readonly tries: number;
}

const maxTries = 10;
const defaultRetryAfterMs = 100;

/**
 * Writes documents in bulk so that the later prediction of a key stays, whatever order they come in. A plain upsert
 * would let an older job win, and reading first would double the requests. So a document is created, and where one
 * is already, patched on the condition that it is older. Which of the two is tried first is what the documents before
 * needed, those of the first request above all: a table scored anew is patched at once.
 */
export function createPredictionWriter(container: Container) {
  let usualWay: Way = 'create';

  const settle = async (documents: readonly PredictionDocument[], signal?: AbortSignal): Promise<void> => {
    const way = usualWay;
    let pending: Write[] = documents.map((document) => ({ document, way, tries: 0 }));
    while (pending.length > 0) {
      signal?.throwIfAborted();
      const results = await sendBulk(container, pending.map(toOperation), signal);
      pending = pending
        .map((write, index) => toNext(write, results[index]?.statusCode ?? 0))
        .filter((write) => write !== undefined);
      const turned = pending.filter((write) => write.way !== way && write.tries === 1).length;
      if (turned * 2 > documents.length) usualWay = toOther(way);
      await waitAsAsked(results, signal);
    }
  };

  return async (documents: readonly PredictionDocument[], signal?: AbortSignal): Promise<void> => {
    await settle(documents.slice(0, operationsPerCall), signal);
    await settle(documents.slice(operationsPerCall), signal);
  };
}

/** Waits as long as the database asks of throttled operations. */
async function waitAsAsked(results: readonly BulkResult[], signal?: AbortSignal): Promise<void> {
  const throttled = results.filter(({ statusCode }) => statusCode === 429);
  if (throttled.length === 0) return;
  const waitMs = Math.max(...throttled.map((result) => result.retryAfterMs ?? defaultRetryAfterMs));
  await sleep(waitMs, undefined, signal && { signal });
}

function toOther(way: Way): Way {
  return way === 'create' ? 'patch' : 'create';
}

/** What is still to do for a document after an answer; `undefined` when it is in place or a later one is. */
function toNext(write: Write, status: number): Write | undefined {
  const inPlace = (status >= 200 && status < 300) || status === 412;
  if (inPlace) return undefined;
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
