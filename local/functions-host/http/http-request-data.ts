import type { IncomingMessage } from 'node:http';
import { toBindingFields } from '../binding-fields.ts';
import type { HttpData, InvocationInput, NullableString, TraceContext, TypedData } from '../invoker.ts';
import type { RouteMatch } from './http-routes.ts';
import { orderRequestHeaders, toHeaders } from './kestrel-headers.ts';

const toNullable = (values: Readonly<Record<string, string>>): Record<string, NullableString> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { value }]));

/** The client's headers as Kestrel lists them, repeated ones joined. */
export function readHeaders(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of orderRequestHeaders(toHeaders(request.rawHeaders))) {
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

/** Whether the host reads the body for its fields, before the app gets it. */
export const hasJsonBody = (request: IncomingMessage): boolean =>
  /[/+]json\b/i.test(request.headers['content-type'] ?? '');

/** The top-level fields of a JSON body: the host offers them to bindings by name. */
const readBodyFields = (request: IncomingMessage, body: Uint8Array | undefined): Record<string, TypedData> =>
  body !== undefined && hasJsonBody(request) ? toBindingFields(Buffer.from(body).toString('utf8')) : {};

/** What the host offers of a query by name: the key is the host's own. */
const withoutKey = (query: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(query).filter(([name]) => name.toLowerCase() !== 'code'));

const toStrings = (values: Readonly<Record<string, string>>): Record<string, TypedData> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, { string: value }]));

const claimTypes = {
  nameClaimType: { value: 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name' },
  roleClaimType: { value: 'http://schemas.microsoft.com/ws/2008/06/identity/claims/role' },
};
const noIdentity = { claims: [], authenticationType: null, ...claimTypes };
const claim = (type: string, value: string) => ({
  value,
  type: `http://schemas.microsoft.com/2017/07/functions/claims/${type}`,
});
const masterKeyIdentity = {
  claims: [claim('authlevel', 'Admin'), claim('invoke', 'true'), claim('keyid', 'master')],
  authenticationType: { value: 'WebJobsAuthLevel' },
  ...claimTypes,
};

export interface HttpRequestParts {
  readonly request: IncomingMessage;
  /** Scheme, host and port that the client addressed. */
  readonly origin: string;
  readonly match: RouteMatch;
  /** The whole body; undefined where it goes to the app as a stream. */
  readonly body: Uint8Array | undefined;
  readonly streamed: boolean;
  /** Whether the caller has shown the key. */
  readonly hasKey: boolean;
}

/** The real host passes none, whatever the client's traceparent says, unless Application Insights is set up. */
const noTrace: TraceContext = { traceParent: '', traceState: '', attributes: {} };

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
  hasKey,
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
    identities: [hasKey ? masterKeyIdentity : noIdentity],
    body: body === undefined || body.length === 0 ? null : { bytes: body },
  };
  return {
    inputData: [{ name: match.route.trigger.name, data: { http: streamed ? emptyHttp : http } }],
    triggerMetadata: {
      ...readBodyFields(request, body),
      ...toStrings(withoutKey(query.last)),
      ...toStrings(match.values),
      Query: { json: JSON.stringify(query.last) },
      Headers: { json: JSON.stringify(headers) },
    },
    traceContext: noTrace,
  };
}
