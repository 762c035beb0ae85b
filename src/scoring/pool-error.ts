import { ScoringError } from './scoring-error.ts';

export interface PoolErrorContext {
  readonly signal: AbortSignal | undefined;
  readonly maxQueued: number;
}

/** What it means for the caller that the pool did not run a task to its end. */
export function toPoolError(thrown: unknown, { signal, maxQueued }: PoolErrorContext): ScoringError {
  if (signal?.aborted === true) return toAborted(signal.reason);
  const message = thrown instanceof Error ? thrown.message : '';
  if (message === 'Task queue is at limit') {
    const waiting = `${maxQueued} requests wait already, the limit is ${maxQueued}`;
    return new ScoringError('TooManyRequests', `Cannot score the records: ${waiting}`, { cause: thrown });
  }
  return new ScoringError('Unavailable', 'Cannot score the records: the worker that scored them ended', {
    cause: thrown,
  });
}

function toAborted(reason: unknown): ScoringError {
  if (reason instanceof ScoringError) return reason;
  const timedOut = reason instanceof Error && reason.name === 'TimeoutError';
  const what = timedOut ? 'it took longer than allowed' : 'it was stopped';
  return new ScoringError(timedOut ? 'Timeout' : 'Unavailable', `Cannot score the records: ${what}`, {
    cause: reason,
  });
}
