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

/** Runs a storage call; what is not there is `undefined`. */
export async function orUndefined<T>(doing: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (thrown) {
    if (isNotFound(thrown)) return undefined;
    throw toStorageError(thrown, doing);
  }
}

/** Runs a storage call that has to succeed. */
export async function orFail<T>(doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (thrown) {
    throw toStorageError(thrown, doing);
  }
}
