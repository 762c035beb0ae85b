import { toAborted } from '../worker/pool-error.ts';
import type { Batch, BatchOutcome } from '../plan/run-batch.ts';

/** What a request gets of the run that it was part of. */
export interface BatchAnswer extends BatchOutcome {
  /** From the call to the start of the run. */
  readonly queueMs: number;
  readonly inferMs: number;
  /** Records of the run. */
  readonly batchRecords: number;
}

/** A request that waits for its run, or for the end of it. */
export interface WaitingBatch {
  readonly batch: Batch;
  readonly enqueuedMs: number;
  readonly answer: (answer: BatchAnswer) => void;
  readonly fail: (error: unknown) => void;
  readonly isSettled: () => boolean;
}

/** Requests in the order in which they came; one whose signal aborts leaves at once. */
export interface BatchQueue {
  /** Records that wait. */
  readonly records: () => number;
  /** When the one that waits longest came, as `performance.now()` has it. */
  readonly oldestMs: () => number | undefined;
  readonly add: (batch: Batch, signal?: AbortSignal) => Promise<BatchAnswer>;
  /** Takes requests out as long as they have no more records together; the first one always. */
  readonly take: (maxRecords: number) => readonly WaitingBatch[];
}

/** `onGone` is told when a request was given up, in the queue or during its run. */
export function createBatchQueue(onGone: () => void): BatchQueue {
  const queue = new Set<WaitingBatch>();
  let records = 0;
  const remove = (waiting: WaitingBatch) => {
    if (queue.delete(waiting)) records -= waiting.batch.count;
  };
  const giveUp = (waiting: WaitingBatch, reason: unknown) => {
    remove(waiting);
    waiting.fail(toAborted(reason));
    onGone();
  };
  return {
    records: () => records,
    oldestMs: () => queue.values().next().value?.enqueuedMs,
    add: (batch, signal) =>
      new Promise((resolve, reject) => {
        const waiting = createWaiting(batch, { resolve, reject, signal, giveUp });
        queue.add(waiting);
        records += batch.count;
      }),
    take: (maxRecords) => {
      const taken = takeFirst(queue, maxRecords);
      taken.forEach(remove);
      return taken;
    },
  };
}

interface WaitingOptions {
  readonly resolve: (answer: BatchAnswer) => void;
  readonly reject: (error: unknown) => void;
  readonly signal: AbortSignal | undefined;
  readonly giveUp: (waiting: WaitingBatch, reason: unknown) => void;
}

function createWaiting(batch: Batch, { resolve, reject, signal, giveUp }: WaitingOptions): WaitingBatch {
  let settled = false;
  const onAbort = () => giveUp(waiting, signal?.reason);
  const settle = () => {
    settled = true;
    signal?.removeEventListener('abort', onAbort);
  };
  const waiting: WaitingBatch = {
    batch,
    enqueuedMs: performance.now(),
    answer: (answer) => {
      settle();
      resolve(answer);
    },
    fail: (error) => {
      settle();
      reject(error);
    },
    isSettled: () => settled,
  };
  signal?.addEventListener('abort', onAbort);
  return waiting;
}

function takeFirst(queue: Iterable<WaitingBatch>, maxRecords: number): readonly WaitingBatch[] {
  const taken: WaitingBatch[] = [];
  let records = 0;
  for (const waiting of queue) {
    records += waiting.batch.count;
    if (taken.length > 0 && records > maxRecords) break;
    taken.push(waiting);
  }
  return taken;
}
