import type { HttpResponseInit } from '@azure/functions';
import type { ErrorCode, ScoringError } from '../../scoring/scoring-error.ts';
import { toErrorResponse } from '../http/error-response.ts';

/** What the protocol's clients know as their own fault is 400; other statuses are as on our own routes. */
const asBadRequest: readonly ErrorCode[] = ['TooLarge', 'UnsupportedMediaType'];

/** The error object of the Open Inference Protocol v2 is ours: `{"error"}`, with more fields than it asks for. */
export function toV2Error(error: ScoringError): HttpResponseInit {
  const response = toErrorResponse(error);
  return asBadRequest.includes(error.code) ? { ...response, status: 400 } : response;
}
