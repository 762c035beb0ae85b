import type { FaultService } from './fault-rule.ts';

export interface FaultReply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const storageCodes: Readonly<Record<number, string>> = {
  429: 'TooManyRequests',
  500: 'InternalError',
  503: 'ServerBusy',
};
const cosmosCodes: Readonly<Record<number, string>> = {
  429: 'TooManyRequests',
  500: 'InternalServerError',
  503: 'ServiceUnavailable',
};
const message = 'This failure was asked for by a fault';

/** The answer in the service's own form, so that its client understands it. */
export function toFaultReply(
  service: FaultService,
  status: number,
  retryAfterMs: number | undefined,
): FaultReply {
  return service === 'cosmos' ? cosmosReply(status, retryAfterMs) : storageReply(status, retryAfterMs);
}

function cosmosReply(status: number, retryAfterMs: number | undefined): FaultReply {
  return {
    headers: {
      'content-type': 'application/json',
      ...(status === 429 ? { 'x-ms-substatus': '3200' } : {}),
      ...(retryAfterMs === undefined ? {} : { 'x-ms-retry-after-ms': String(retryAfterMs) }),
    },
    body: JSON.stringify({ code: cosmosCodes[status], message }),
  };
}

function storageReply(status: number, retryAfterMs: number | undefined): FaultReply {
  const code = storageCodes[status] ?? 'InternalError';
  return {
    headers: {
      'content-type': 'application/xml',
      'x-ms-error-code': code,
      ...(retryAfterMs === undefined ? {} : { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
    },
    body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
