/** A header as it stands on the wire. */
export type Header = readonly [name: string, value: string];

const words = (text: string) => text.trim().split(/\s+/);

/**
 * The headers that Kestrel knows, in the order in which it lists them: a few first, the others by name, those it
 * does not know after them as they came. Known ones get this spelling whatever the other side wrote.
 */
const requestOrder = words(`
  Accept Connection Host User-Agent
  Accept-Charset Accept-Encoding Accept-Language Access-Control-Request-Headers Access-Control-Request-Method
  Authorization baggage Cache-Control Content-Type Cookie Correlation-Context Date Expect From
  grpc-accept-encoding grpc-encoding grpc-timeout If-Match If-Modified-Since If-None-Match If-Range
  If-Unmodified-Since Keep-Alive Max-Forwards Origin Pragma Proxy-Authorization Range Referer Request-Id TE
  traceparent tracestate Transfer-Encoding Translate Upgrade Upgrade-Insecure-Requests Via Warning
  Content-Length`);

const responseOrder = words(`
  Content-Length Connection Content-Type Date Server
  Accept-Ranges Access-Control-Allow-Credentials Access-Control-Allow-Headers Access-Control-Allow-Methods
  Access-Control-Allow-Origin Access-Control-Expose-Headers Access-Control-Max-Age Age Allow Alt-Svc
  Cache-Control Content-Encoding Content-Language Content-Location Content-MD5 Content-Range ETag Expires
  grpc-encoding Keep-Alive Last-Modified Location Pragma Proxy-Authenticate Proxy-Connection Retry-After
  Set-Cookie Trailer Transfer-Encoding Upgrade Vary Via Warning WWW-Authenticate`);

function createOrdering(names: readonly string[]) {
  const places = new Map(names.map((name, place) => [name.toLowerCase(), place]));
  const placeOf = (name: string) => places.get(name.toLowerCase()) ?? names.length;
  return (headers: readonly Header[]): Header[] =>
    headers
      .map(([name, value]): Header => [names[placeOf(name)] ?? name, value])
      .toSorted(([a], [b]) => placeOf(a) - placeOf(b));
}

export const orderRequestHeaders = createOrdering(requestOrder);
export const orderResponseHeaders = createOrdering(responseOrder);

/** Node's flat list of names and values, in pairs. */
export function toHeaders(raw: readonly string[]): Header[] {
  return raw.flatMap((name, k): Header[] => (k % 2 === 0 ? [[name, raw[k + 1] ?? '']] : []));
}
