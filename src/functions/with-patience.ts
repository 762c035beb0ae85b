import { setTimeout as sleep } from 'node:timers/promises';
import { toScoringError } from '../scoring/scoring-error.ts';

/** Under the five minutes for which the host keeps a message locked. */
export const messagePausesMs: readonly number[] = [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000];

/**
 * Does work again, after longer and longer pauses, while what it fails on may pass. A message that is handed back comes
 * again at once, so a queue's ten deliveries would be used up within a second of an outage.
 */
export async function withPatience<T>(
  work: () => Promise<T>,
  pausesMs: readonly number[] = messagePausesMs,
): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (thrown) {
      if (!toScoringError(thrown).retryable) throw thrown;
      await sleep(pauseMs);
    }
  }
  return work();
}
