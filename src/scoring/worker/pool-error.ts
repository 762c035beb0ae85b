import { ScoringError } from '../scoring-error.ts';

/** What it means for the caller that the pool did not run a task to its end. */
export function toPoolError(thrown: unknown, maxQueued: number): ScoringError {
  const options = { cause: thrown };
  const message = thrown instanceof Error ? thrown.message : '';
  if (message === 'Task queue is at limit') {
    const reason = `${maxQueued} requests wait already, the limit is ${maxQueued}`;
    return new ScoringError('TooManyRequests', `Cannot score the records: ${reason}`, options);
  }
  return new ScoringError(
    'Unavailable',
    'Cannot score the records: the worker that scored them ended',
    options,
  );
}

export function toClosed(): ScoringError {
  return new ScoringError('Unavailable', 'Cannot score the records: the app is stopping');
}

/** What it means for the caller that a signal has ended the wait. */
export function toAborted(reason: unknown): ScoringError {
  if (reason instanceof ScoringError) return reason;
  const timedOut =
    typeof reason === 'object' && reason !== null && 'name' in reason && reason.name === 'TimeoutError';
  const what = timedOut ? 'it took longer than allowed' : 'it was stopped';
  return new ScoringError(timedOut ? 'Timeout' : 'Unavailable', `Cannot score the records: ${what}`, {
    cause: reason,
  });
}
