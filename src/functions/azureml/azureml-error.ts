import type { HttpResponseInit } from '@azure/functions';
import type { ScoringError } from '../../scoring/scoring-error.ts';
import { httpStatuses, toErrorResponse } from '../http/error-response.ts';
import { withHeaders } from '../http/with-headers.ts';

const failureText = 'An unexpected error occurred in scoring script. Check the logs for more info.';

/** An error as the inference server of Azure ML tells it: `{"message"}`, and by a header that the model failed. */
export function toAzureMlError(error: ScoringError): HttpResponseInit {
  const { message, status = httpStatuses[error.code] } = toShown(error);
  const failed = status === 500 ? { 'x-ms-run-function-failed': 'True' } : {};
  return { ...withHeaders(toErrorResponse(error), failed), status, jsonBody: { message } };
}

/** What fails on our side is 500 there. */
function toShown({ code, message, details }: ScoringError): {
  readonly message: string;
  readonly status?: number;
} {
  if (code === 'Internal') return { status: 500, message: failureText };
  if (code === 'Timeout')
    return { status: 500, message: `Scoring timeout after ${String(details?.timeoutMs)} ms` };
  return { message: code === 'MethodNotAllowed' ? 'Method not allowed' : message };
}
