import { ScoringError } from '../../scoring/scoring-error.ts';

export interface Deadline {
  /** Aborted with a ScoringError when the time is over or the caller gone. */
  readonly signal: AbortSignal;
  /** Another time, counted from the same start. */
  readonly set: (timeoutMs: number) => void;
}

export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Aborted when the caller has gone. */
  readonly gone?: AbortSignal | undefined;
}

/** Waits for work no longer than it may take: then fails with `Timeout`, at once, whatever becomes of the work. */
export function runWithin<T>(
  { timeoutMs, gone }: DeadlineOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const startMs = performance.now();
    const controller = new AbortController();
    const stop = (error: ScoringError): void => {
      controller.abort(error);
      reject(error);
    };
    // A timer of the usual length costs a tenth of AbortSignal.timeout, and keeps no process from its end.
    const arm = (ms: number) =>
      setTimeout(() => stop(toTimeout(ms)), Math.max(0, ms - (performance.now() - startMs))).unref();
    let timer = arm(timeoutMs);
    const set = (ms: number): void => {
      clearTimeout(timer);
      timer = arm(ms);
    };
    const onGone = (): void => stop(toGone());
    gone?.addEventListener('abort', onGone, { once: true });
    const end = (): void => {
      clearTimeout(timer);
      gone?.removeEventListener('abort', onGone);
    };
    work({ signal: controller.signal, set }).then(
      (value) => {
        end();
        resolve(value);
      },
      (error: unknown) => {
        end();
        reject(error);
      },
    );
  });
}

function toTimeout(timeoutMs: number): ScoringError {
  const message = `Cannot score the records: they were not scored within ${timeoutMs} ms`;
  return new ScoringError('Timeout', message, { details: { timeoutMs } });
}

function toGone(): ScoringError {
  return new ScoringError('Unavailable', 'Cannot score the records: the caller has gone');
}
