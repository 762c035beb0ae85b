import { isDeepStrictEqual } from 'node:util';

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00/g;
const notTimes = new Set(['0001-01-01T00:00:00+00:00', '9999-12-31T23:59:59.9999999+00:00']);
const guid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** Replaces what differs from run to run: ports, ids, times, ETags. */
export function normaliseText(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
    .replace(guid, 'ID')
    .replace(time, (found) => (notTimes.has(found) ? found : 'TIME'))
    .replace(/\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d/g, 'TIME')
    .replace(/0x[0-9A-F]{12,}/g, 'ETAG');
}

/** What the recorder of the real host adds to each object of the protocol, and what every HTTP object holds empty. */
function dropRecorderKeys(object: Record<string, Json>): Record<string, Json> {
  const { data, ...rest } = object;
  delete rest.rpcData;
  const kept = typeof data === 'string' ? rest : { ...rest, ...(data === undefined ? {} : { data }) };
  if (kept.string === 'value' && 'value' in kept) delete kept.string;
  return '$bytes' in kept ? { $bytes: kept.$bytes } : kept;
}

const emptyHttp = {
  identities: [],
  cookies: [],
  headers: {},
  params: {},
  query: {},
  nullableHeaders: {},
  nullableParams: {},
  nullableQuery: {},
  method: '',
  url: '',
  body: null,
  statusCode: '',
  enableContentNegotiation: false,
  rawBody: null,
};

function normaliseValue(value: Json): Json {
  if (typeof value === 'string') return normaliseText(value);
  if (Array.isArray(value)) return value.map(normaliseValue);
  if (!isObject(value)) return value;
  const kept = Object.entries(dropRecorderKeys(value)).map(([key, part]) => [
    key,
    key === 'http' && isObject(part) ? { ...emptyHttp, ...part } : part,
  ]);
  return Object.fromEntries(
    kept.map(([key, part]) => [key, key === 'PopReceipt' ? 'RECEIPT' : normaliseValue(part)]),
  ) as Json;
}

/** The .NET call stack that the real host puts around a thrown error is not ours: the error itself is compared. */
function normaliseRetryContext(context: Json): Json {
  if (!isObject(context) || !isObject(context.exception)) return context ?? null;
  const [, thrown = ''] = /Exception: (.*)\nStack: /.exec(String(context.exception.message)) ?? [];
  return { ...context, exception: { thrown } };
}

/** One invocation as the app gets it, comparable between the real host and ours. */
export function normaliseInvocation(request: Json): Json {
  if (!isObject(request)) return request ?? null;
  const { inputData, triggerMetadata, traceContext, retryContext } = request;
  return {
    inputData: normaliseValue(inputData),
    triggerMetadata: normaliseValue(triggerMetadata),
    traceContext: traceContext ?? null,
    retryContext: normaliseRetryContext(retryContext),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
  readonly bodyBase64?: string;
}

/** An answer, comparable: its status, its headers in order and case, its body. */
export function normaliseAnswer({ status, headers, body, bodyBase64 }: Answer): Json {
  return {
    status,
    headers: headers.map(([name, value]) => [name, name === 'Date' ? 'TIME' : normaliseText(value)]),
    body: bodyBase64 ?? normaliseText(body ?? ''),
  };
}

/** Whether two invocations are the same, times and ids aside. */
export const isSameInvocation = (a: Json, b: Json): boolean =>
  isDeepStrictEqual(normaliseInvocation(a), normaliseInvocation(b));
