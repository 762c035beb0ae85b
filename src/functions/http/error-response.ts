import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { type ErrorCode, type ScoringError, toScoringError } from '../../scoring/scoring-error.ts';

/** The HTTP status of each code. A fault of ours is 503 and not 500: the same request may well succeed later. */
export const httpStatuses: Readonly<Record<ErrorCode, number>> = {
  InvalidRequest: 400,
  InvalidRecord: 400,
  InvalidInput: 400,
  InvalidModel: 503,
  Unauthorized: 401,
  Forbidden: 403,
  ModelNotFound: 404,
  JobNotFound: 404,
  PredictionNotFound: 404,
  OutputNotFound: 404,
  RouteNotFound: 404,
  MethodNotAllowed: 405,
  Conflict: 409,
  TooLarge: 413,
  UnsupportedMediaType: 415,
  TooManyRequests: 429,
  Unavailable: 503,
  Timeout: 504,
  Internal: 503,
};

/** The one shape of an error on our own routes. */
export interface ErrorBody {
  readonly error: string;
  readonly code: ErrorCode;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Turns a scoring error into the body that the caller sees: never its cause or stack. */
export function toErrorBody(error: ScoringError): ErrorBody {
  const { message, code, details } = error;
  return details === undefined ? { error: message, code } : { error: message, code, details };
}

/** Answers whatever was thrown as `{"error", "code", "details"?}`; what lies behind it goes to the log of `context` only. */
export function toErrorResponse(thrown: unknown, context?: InvocationContext): HttpResponseInit {
  const error = toScoringError(thrown);
  const status = httpStatuses[error.code];
  if (error.cause !== undefined || status >= 500)
    context?.error(`${error.message} (${error.code})`, error.cause ?? '');
  return { status, headers: toErrorHeaders(error), jsonBody: toErrorBody(error) };
}

/** `details.retryAfterSeconds` and `details.allow` are said in the headers that HTTP has for them, too. */
function toErrorHeaders({ details = {} }: ScoringError): Record<string, string> {
  const { retryAfterSeconds, allow } = details;
  return {
    ...(typeof retryAfterSeconds === 'number' && { 'Retry-After': String(Math.ceil(retryAfterSeconds)) }),
    ...(Array.isArray(allow) && { Allow: allow.join(', ') }),
  };
}
