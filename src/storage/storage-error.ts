import { setTimeout as sleep } from 'node:timers/promises';
import { ScoringError } from '../scoring/scoring-error.ts';

function statusOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'statusCode' in thrown
    ? thrown.statusCode
    : undefined;
}

export function isNotFound(thrown: unknown): boolean {
  return statusOf(thrown) === 404;
}

/** Turns what a storage client threw into a ScoringError. `doing` is the first half of the message: `Cannot read "a/b"`. */
export function toStorageError(thrown: unknown, doing: string): ScoringError {
  if (thrown instanceof ScoringError) return thrown;
  switch (statusOf(thrown)) {
    case 412:
      return new ScoringError('InvalidInput', `${doing}: it has changed meanwhile`, { cause: thrown });
    case 416:
      return new ScoringError('InvalidInput', `${doing}: it ends before the range asked for`, {
        cause: thrown,
      });
    default:
      return new ScoringError('Unavailable', `${doing}: the storage does not answer as it should`, {
        cause: thrown,
      });
  }
}

/** Sums to under a quarter of a minute; each is drawn between a half and the whole, so that callers refused together part. */
const throttledPausesMs = [250, 500, 1000, 2000, 4000, 8000] as const;

/** The client asks again by itself after 500 and 503, but not after 429, which says that nothing was done. */
async function whileThrottled<T>(call: () => Promise<T>): Promise<T> {
  for (const pauseMs of throttledPausesMs) {
    try {
      return await call();
    } catch (thrown) {
      if (statusOf(thrown) !== 429) throw thrown;
      await sleep(pauseMs * (0.5 + Math.random() / 2));
    }
  }
  return call();
}

/** Runs a storage call; what is not there is `undefined`. */
export async function orUndefined<T>(doing: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await whileThrottled(call);
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw toStorageError(thrown, doing);
  }
}

/** Runs a storage call that has to succeed. */
export async function orFail<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await whileThrottled(call);
  } catch (thrown) {
    throw toStorageError(thrown, doing);
  }
}
