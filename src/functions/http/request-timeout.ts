import { ScoringError } from '../../scoring/scoring-error.ts';
import type { WebRequest } from './web-request.ts';

/** How long the caller waits, in ms, as its header or query parameter `timeout` says; undefined where neither does. */
export function readTimeout(
  request: Pick<WebRequest, 'headers' | 'query'>,
  maxTimeoutMs: number,
): number | undefined {
  const text = request.headers.get('timeout') ?? request.query.get('timeout');
  if (text === null) return undefined;
  if (!/^[1-9]\d{0,14}$/.test(text)) {
    throw new ScoringError(
      'InvalidRequest',
      `Cannot read the request: its timeout is "${text}", expected milliseconds above 0`,
    );
  }
  return assertTimeout(Number(text), maxTimeoutMs);
}

/** Fails with `InvalidRequest` for a time that is longer than allowed. */
export function assertTimeout(timeoutMs: number, maxTimeoutMs: number): number {
  if (timeoutMs <= maxTimeoutMs) return timeoutMs;
  const message = `Cannot read the request: its timeout is ${timeoutMs} ms, more than ${maxTimeoutMs}`;
  throw new ScoringError('InvalidRequest', message, { details: { timeoutMs, maxTimeoutMs } });
}
