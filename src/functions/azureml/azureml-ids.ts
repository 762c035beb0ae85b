import { ScoringError } from '../../scoring/scoring-error.ts';
import { requestIdHeader } from '../http/request-id.ts';
import type { WebRequest } from '../http/web-request.ts';

const maxCharacters = 100;
const oldIdHeader = 'x-ms-request-id';
const clientIdHeader = 'x-ms-client-request-id';
const traceHeader = 'traceid';

type Headers = Pick<WebRequest['headers'], 'get'>;

/** The header whose id is too long, as the inference server of Azure ML judges them. */
export function findLongId(headers: Headers): string | undefined {
  return [requestIdHeader, oldIdHeader, clientIdHeader].find(
    (name) => (headers.get(name)?.length ?? 0) > maxCharacters,
  );
}

export function toLongIdError(header: string): ScoringError {
  const message = `Cannot read the request: ${header} must not exceed ${maxCharacters} characters`;
  return new ScoringError('InvalidRequest', message);
}

/** The ids that an answer carries back, `requestId` being that of the request; each of the two of Azure ML stands in for the other. */
export function toIdHeaders(headers: Headers, requestId: string | null): Readonly<Record<string, string>> {
  const clientId = headers.get(clientIdHeader) ?? headers.get(oldIdHeader);
  const oldId = headers.get(oldIdHeader) ?? clientId ?? requestId;
  const traceId = headers.get(traceHeader);
  return {
    ...(clientId !== null && { [clientIdHeader]: clientId }),
    ...(oldId !== null && { [oldIdHeader]: oldId }),
    ...(traceId !== null && traceId.length <= maxCharacters && { TraceId: traceId }),
  };
}
