import { type BatchAnswer, createBatchQueue, type WaitingBatch } from './batch-queue.ts';
import { createBatchWait } from './batch-wait.ts';
import { createDrainRate } from './drain-rate.ts';
import { toAborted } from '../worker/pool-error.ts';
import type { Batch, TimedOutcome } from '../plan/run-batch.ts';
import { createRunTogether } from './run-together.ts';
import { ScoringError } from '../scoring-error.ts';

export interface MicroBatcherOptions {
  /** Runs the model; the signal says that nobody waits for it any more. */
  readonly run: (batch: Batch, signal: AbortSignal) => Promise<TimedOutcome>;
  /** Runs at once. */
  readonly maxRunning: number;
  /** Requests are put together up to so many records; a larger one runs by itself. */
  readonly maxBatchRecords: number;
  /** How long a request may wait for others though it could be run; it waits only where there is traffic. */
  readonly maxWaitMs: number;
  /** Records that may wait. */
  readonly maxQueuedRecords: number;
  /** Those that wait, here and in queues that share the limit; those of this one where not given. */
  readonly countQueued?: () => number;
}

/** Requests for one model that wait for their run, and the runs that they share. */
export interface MicroBatcher {
  /**
   * Answers with what belongs to these records, of which there must be one at least. Throws TooManyRequests where too many
   * wait, Timeout or Unavailable when the signal aborts, and what the run throws.
   */
  readonly enqueue: (batch: Batch, signal?: AbortSignal) => Promise<BatchAnswer>;
  readonly queuedRecords: () => number;
  readonly isIdle: () => boolean;
  /** Settles when nothing waits or runs. */
  readonly drained: () => Promise<void>;
}

interface Run {
  readonly waiting: readonly WaitingBatch[];
  readonly stop: AbortController;
}

/**
 * Merges requests that come while others run, or within the same turn of the event loop: continuous batching, in which
 * nobody waits while nothing runs. When a run fails its requests are run alone, so that one harms no other.
 */
export function createMicroBatcher(options: MicroBatcherOptions): MicroBatcher {
  const queue = createBatchQueue(stopAbandoned);
  const wait = createBatchWait(options.maxWaitMs);
  const drain = createDrainRate();
  const runTogether = createRunTogether({ run: options.run, onDone: drain.count });
  const running = new Set<Run>();
  const onIdle: (() => void)[] = [];
  let isScheduled = false;
  let timer: NodeJS.Timeout | undefined;

  const countQueued = options.countQueued ?? queue.records;
  const isIdle = () => running.size === 0 && queue.oldestMs() === undefined;

  function stopAbandoned(): void {
    for (const { waiting, stop } of running) if (waiting.every((one) => one.isSettled())) stop.abort();
  }

  function schedule(): void {
    if (isScheduled || running.size >= options.maxRunning || queue.oldestMs() === undefined) return;
    isScheduled = true;
    // Not a microtask: the requests of this turn of the event loop are to be read first.
    setImmediate(flush);
  }

  function flush(): void {
    isScheduled = false;
    clearTimeout(timer);
    for (let oldestMs = queue.oldestMs(); oldestMs !== undefined; oldestMs = queue.oldestMs()) {
      if (running.size >= options.maxRunning) return;
      const isFull = queue.records() >= options.maxBatchRecords;
      const delayMs = isFull ? 0 : wait.remainingMs(oldestMs, performance.now());
      if (delayMs > 0) {
        timer = setTimeout(flush, delayMs);
        return;
      }
      void start(queue.take(options.maxBatchRecords));
    }
  }

  async function start(waiting: readonly WaitingBatch[]): Promise<void> {
    const run = { waiting, stop: new AbortController() };
    if (running.size === 0) drain.begin();
    running.add(run);
    await runTogether(waiting, run.stop.signal);
    running.delete(run);
    schedule();
    if (isIdle()) for (const tell of onIdle.splice(0)) tell();
  }

  return {
    enqueue: async (batch, signal) => {
      if (signal?.aborted === true) throw toAborted(signal.reason);
      const queued = countQueued();
      const isRoom = queued === 0 || queued + batch.count <= options.maxQueuedRecords;
      if (!isRoom) throw toTooMany(queued, batch.count, options.maxQueuedRecords, drain.toSeconds(queued));
      wait.arrived(performance.now());
      const answer = queue.add(batch, signal);
      schedule();
      return answer;
    },
    queuedRecords: queue.records,
    isIdle,
    drained: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => onIdle.push(resolve))),
  };
}

function toTooMany(queued: number, more: number, maxQueued: number, retryAfterSeconds: number): ScoringError {
  const what = `${queued} records wait already, and with ${more} more there would be more than ${maxQueued}`;
  const details = { retryAfterSeconds, queued, maxQueued };
  return new ScoringError('TooManyRequests', `Cannot score the records: ${what}`, { details });
}
