import type { WaitingBatch } from './batch-queue.ts';
import { mergeBatches } from './merge-batches.ts';
import type { Batch, TimedOutcome } from '../plan/run-batch.ts';
import { ScoringError } from '../scoring-error.ts';
import { splitOutcome } from './split-outcome.ts';

export interface RunTogetherOptions {
  readonly run: (batch: Batch, signal: AbortSignal) => Promise<TimedOutcome>;
  /** Told of every run that came to its end, with its number of records. */
  readonly onDone: (records: number) => void;
}

/**
 * Answers requests by one run; when it fails, which may be the doing of one of them, those that still wait are run alone,
 * each once. Never throws.
 */
export function createRunTogether({
  run,
  onDone,
}: RunTogetherOptions): (waiting: readonly WaitingBatch[], signal: AbortSignal) => Promise<void> {
  async function answer(waiting: readonly WaitingBatch[], signal: AbortSignal): Promise<void> {
    const startedMs = performance.now();
    const counts = waiting.map(({ batch }) => batch.count);
    const batch = mergeBatches(waiting.map((one) => one.batch));
    const outcome = await run(batch, signal);
    const parts = splitOutcome(outcome, counts);
    onDone(batch.count);
    for (const [k, one] of waiting.entries()) {
      const { outputs, failures } = parts[k] ?? outcome;
      const times = { queueMs: startedMs - one.enqueuedMs, inferMs: outcome.inferMs };
      one.answer({ outputs, failures, batchRecords: batch.count, ...times });
    }
  }

  return async (waiting, signal) => {
    try {
      await answer(waiting, signal);
    } catch (thrown) {
      if (!isWorthRetrying(thrown)) for (const one of waiting) one.fail(thrown);
      for (const one of waiting) {
        if (!one.isSettled()) await answer([one], signal).catch((error: unknown) => one.fail(error));
      }
    }
  };
}

/** A worker that ended and an unexpected fault may be the doing of one request; what says no to all of them is not. */
function isWorthRetrying(thrown: unknown): boolean {
  return !(thrown instanceof ScoringError) || thrown.code === 'Unavailable' || thrown.code === 'Internal';
}
