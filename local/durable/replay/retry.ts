import type { RetryOptions } from '../wire/orchestrator-state.ts';
import { msToTicks, type Ticks } from '../wire/ticks.ts';
import { createWait, type Wait } from './wait.ts';

const maxIntervalMs = 6 * 24 * 3_600_000;

/**
 * Runs a task again while it fails, as the framework's retry does: a timer follows every failure, the last one too
 * (due at once), and each takes a number of the orchestration.
 */
export function retry(
  options: RetryOptions,
  run: { attempt(): Wait; sleepUntil(fireAt: Ticks): Wait; now(): Ticks },
): Wait {
  const result = createWait();
  const firstAttemptAt = run.now();

  const attempt = (count: number): void => {
    const wait = run.attempt();
    wait.then(() => (wait.hasFailed ? onFailure(count) : result.settle('succeeded')));
  };
  const onFailure = (count: number): void => {
    const isLast = count >= Math.trunc(options.maxNumberOfAttempts);
    if (isLast) {
      run.sleepUntil(run.now()).then(() => result.settle('failed'));
      return;
    }
    const delayMs = hasTimedOut(options, run.now() - firstAttemptAt) ? 0 : delayAfter(options, count);
    if (delayMs === 0) {
      result.settle('failed');
      return;
    }
    run.sleepUntil(run.now() + msToTicks(delayMs)).then(() => attempt(count + 1));
  };
  attempt(1);
  return result;
}

function hasTimedOut(options: RetryOptions, elapsed: Ticks): boolean {
  const timeoutMs = options.retryTimeoutInMilliseconds;
  return timeoutMs !== undefined && elapsed >= msToTicks(timeoutMs);
}

function delayAfter(options: RetryOptions, attempt: number): number {
  const first = Math.trunc(options.firstRetryIntervalInMilliseconds);
  const delayMs = first * (options.backoffCoefficient ?? 1) ** (attempt - 1);
  return Math.min(delayMs, options.maxRetryIntervalInMilliseconds ?? maxIntervalMs);
}
