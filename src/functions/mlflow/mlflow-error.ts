import type { HttpResponseInit } from '@azure/functions';
import type { ErrorCode, ScoringError } from '../../scoring/scoring-error.ts';
import { httpStatuses, toErrorResponse } from '../http/error-response.ts';

/** Names that MLflow has for what went wrong; all others are bad requests. */
const errorCodes: Readonly<Partial<Record<ErrorCode, string>>> = {
  Unauthorized: 'UNAUTHENTICATED',
  Forbidden: 'PERMISSION_DENIED',
  ModelNotFound: 'RESOURCE_DOES_NOT_EXIST',
  RouteNotFound: 'ENDPOINT_NOT_FOUND',
  TooManyRequests: 'REQUEST_LIMIT_EXCEEDED',
  Unavailable: 'TEMPORARILY_UNAVAILABLE',
  InvalidModel: 'TEMPORARILY_UNAVAILABLE',
  Timeout: 'TEMPORARILY_UNAVAILABLE',
  Internal: 'INTERNAL_ERROR',
};

/** An error as the scoring server of MLflow tells it, without stack; a content type that it does not take is refused in plain text. */
export function toMlflowError(error: ScoringError): HttpResponseInit {
  const { code, message } = error;
  if (code === 'UnsupportedMediaType')
    return {
      status: httpStatuses[code],
      headers: { 'content-type': 'text/plain; charset=utf-8' },
      body: message,
    };
  return { ...toErrorResponse(error), jsonBody: { error_code: errorCodes[code] ?? 'BAD_REQUEST', message } };
}
