import type { IncomingMessage } from 'node:http';
import type { HttpData, InvocationInput, NullableString, TraceContext, TypedData } from '../invoker.ts';
import type { RouteMatch } from './http-routes.ts';

const toNullable = (values: Readonly<Record<string, string>>): Record<string, NullableString> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

const capitalized = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());

/** Headers the host knows by their canonical spelling; others keep the client's. */
const known = new Set(
  'accept accept-encoding accept-language authorization cache-control connection content-encoding content-length content-type cookie expect host if-match if-modified-since if-none-match if-range origin range referer traceparent transfer-encoding user-agent'
    .split(' ')
    .map((name) => name),
);

function toCanonicalName(name: string): string {
  const lower = name.toLowerCase();
  return known.has(lower) && lower !== 'traceparent' ? capitalized(lower) : name;
}

/** The client's headers as the host passes them: names of known headers canonical, repeated ones joined. */
export function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let k = 0; k + 1 < request.rawHeaders.length; k += 2) {
    const name = toCanonicalName(request.rawHeaders[k] ?? '');
    const value = request.rawHeaders[k + 1] ?? '';
    const separator = name === 'Cookie' ? '; ' : ',';
    headers[name] = name in headers ? `${headers[name] ?? ''}${separator}${value}` : value;
  }
  return headers;
}

function readQuery(parameters: URLSearchParams): {
  joined: Record<string, string>;
  last: Record<string, string>;
} {
  const joined: Record<string, string> = {};
  const last: Record<string, string> = {};
  for (const [name, value] of parameters) {
    joined[name] = name in joined ? `${joined[name] ?? ''},${value}` : value;
    last[name] = value;
  }
  return { joined, last };
}

/** The top-level fields of a JSON body: the host offers them to bindings by name. */
function readBodyFields(
  contentType: string | undefined,
  body: Uint8Array | undefined,
): Record<string, TypedData> {
  if (body === undefined || !/[/+]json\b/i.test(contentType ?? '')) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(body).toString('utf8'));
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [name, { string: toBindingText(field) }]),
    );
  } catch {
    return {};
  }
}

function toBindingText(value: unknown): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string'
    ? value
    : typeof value === 'object'
      ? JSON.stringify(value, null, 2)
      : String(value);
}

const toStrings = (values: Readonly<Record<string, string>>): Record<string, TypedData> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { string: value }]));

const noIdentity = {
  claims: [],
  authenticationType: null,
  nameClaimType: { value: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name' },
  roleClaimType: { value: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role' },
};

function toTraceContext(request: IncomingMessage): TraceContext {
  const header = (name: string) => String(request.headers[name] ?? '');
  return { traceParent: header('traceparent'), traceState: header('tracestate'), attributes: {} };
}

export interface HttpRequestParts {
  readonly request: IncomingMessage;
  /** Scheme, host and port that the client addressed. */
  readonly origin: string;
  readonly match: RouteMatch;
  /** The whole body; undefined where it goes to the app as a stream. */
  readonly body: Uint8Array | undefined;
  readonly streamed: boolean;
}

const emptyHttp: HttpData = {
  nullableHeaders: {},
  nullableParams: {},
  nullableQuery: {},
  method: '',
  url: '',
};

/** What an HTTP function receives: the request as typed data, and its parts as trigger metadata. */
export function toHttpInvocation({
  request,
  origin,
  match,
  body,
  streamed,
}: HttpRequestParts): InvocationInput {
  const url = new URL(request.url ?? '/', origin);
  const query = readQuery(url.searchParams);
  const headers = readHeaders(request);
  const http: HttpData = {
    method: request.method ?? 'GET',
    url: origin + (request.url ?? '/'),
    nullableHeaders: toNullable(
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    ),
    nullableParams: toNullable(match.values),
    nullableQuery: toNullable(query.joined),
    identities: [noIdentity],
    body: body === undefined || body.length === 0 ? null : { bytes: body },
  };
  return {
    inputData: [{ name: match.route.trigger.name, data: { http: streamed ? emptyHttp : http } }],
    triggerMetadata: {
      ...readBodyFields(request.headers['content-type'], body),
      ...toStrings(query.last),
      ...toStrings(match.values),
      Query: { json: JSON.stringify(query.last) },
      Headers: { json: JSON.stringify(headers) },
    },
    traceContext: toTraceContext(request),
  };
}
