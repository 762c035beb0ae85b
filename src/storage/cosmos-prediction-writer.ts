import { setTimeout as sleep } from 'node:timers/promises';
import type { Container, OperationInput } from '@azure/cosmos';
import { ScoringError } from '../scoring/scoring-error.ts';
import { sendBulk } from './cosmos-bulk.ts';
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
 * is already, patched on the condition that it is older; which of the two is tried first is what the documents before
 * needed: a table scored anew is patched at once.
 */
export function createPredictionWriter(container: Container) {
  let usualWay: Way = 'create';
  return async (documents: readonly PredictionDocument[], signal?: AbortSignal): Promise<void> => {
    let pending: Write[] = documents.map((document) => ({ document, way: usualWay, tries: 0 }));
    let first = true;
    while (pending.length > 0) {
      signal?.throwIfAborted();
      const results = await sendBulk(container, pending.map(toOperation), signal);
      const next = pending.map((write, index) => toNext(write, results[index]?.statusCode ?? 0));
      const left = next.filter((write) => write !== undefined);
      if (first && left.filter((write) => write.way !== usualWay).length * 2 > documents.length)
        usualWay = toOther(usualWay);
      first = false;
      const waits = results
        .filter(({ statusCode }) => statusCode === 429)
        .map((result) => result.retryAfterMs ?? defaultRetryAfterMs);
      if (waits.length > 0) await sleep(Math.max(...waits), undefined, signal && { signal });
      pending = left;
    }
  };
}

function toOther(way: Way): Way {
  return way === 'create' ? 'patch' : 'create';
}

/** What is still to do for a document after an answer; `undefined` when it is in place or a later one is. */
function toNext(write: Write, status: number): Write | undefined {
  if (status < 300 || status === 412) return status < 200 ? again(write, status) : undefined;
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
