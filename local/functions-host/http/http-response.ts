import type { OutgoingHttpHeader, ServerResponse } from 'node:http';
import type { HttpData } from '../invoker.ts';
import { type Header, orderResponseHeaders } from './kestrel-headers.ts';
import { toSetCookie } from './set-cookie.ts';

const hasHeader = (headers: readonly Header[], name: string) =>
  headers.some(([each]) => each.toLowerCase() === name);

/** Headers that were set before, by the platform in front of the app. */
function takeEarlierHeaders(response: ServerResponse): Header[] {
  const earlier = Object.entries(response.getHeaders()).map(([name, value]): Header => [
    name,
    toText(value ?? ''),
  ]);
  for (const [name] of earlier) response.removeHeader(name);
  return earlier;
}

const toText = (value: OutgoingHttpHeader): string =>
  Array.isArray(value) ? value.join(', ') : String(value);

/** What says how long the body is, as Kestrel decides it. */
function toLengthHeader(
  response: ServerResponse,
  status: number,
  headers: readonly Header[],
  isEmpty: boolean,
) {
  const bodiless = status === 204 || status === 304 || response.req.method === 'HEAD';
  if (bodiless || hasHeader(headers, 'content-length')) return [];
  return [(isEmpty ? ['Content-Length', '0'] : ['Transfer-Encoding', 'chunked']) as Header];
}

/** Sends status and headers in Kestrel's order and spelling; `isEmpty` says that no body follows. */
export function sendHead(
  response: ServerResponse,
  status: number,
  given: readonly Header[],
  { isEmpty }: { readonly isEmpty: boolean },
): void {
  const headers = [...takeEarlierHeaders(response), ...given];
  const own: Header[] = [
    ...(hasHeader(headers, 'date') ? [] : [['Date', new Date().toUTCString()] as Header]),
    ...(hasHeader(headers, 'server') ? [] : [['Server', 'Kestrel'] as Header]),
    ...toLengthHeader(response, status, headers, isEmpty),
  ];
  response.sendDate = false;
  // Kestrel says nothing of connections that it keeps.
  response.removeHeader('Connection');
  response.writeHead(status, orderResponseHeaders([...own, ...headers]).flat());
}

export function sendEmpty(response: ServerResponse, status: number, headers: readonly Header[] = []): void {
  sendHead(response, status, headers, { isEmpty: true });
  response.end();
}

/** Sends a body whose length is told. */
export function sendText(response: ServerResponse, text: string, contentType: string): void {
  const length = String(Buffer.byteLength(text));
  sendHead(
    response,
    200,
    [
      ['Content-Length', length],
      ['Content-Type', contentType],
    ],
    { isEmpty: false },
  );
  response.end(text);
}

export const sendJson = (response: ServerResponse, value: unknown): void =>
  sendText(response, JSON.stringify(value), 'application/json; charset=utf-8');

function readBody(http: HttpData): Uint8Array {
  const { bytes, string } = http.body ?? {};
  return bytes ?? Buffer.from(string ?? '', 'utf8');
}

/** Sends what an HTTP function returned: nothing is 204, a status that the host does not send is 500. */
export function sendHttpData(response: ServerResponse, http: HttpData | undefined): void {
  if (http === undefined) return sendEmpty(response, 204);
  const status = Number(http.statusCode ?? '200');
  if (!Number.isInteger(status) || status < 200 || status > 599) return sendEmpty(response, 500);
  const body = readBody(http);
  const cookies = (http.cookies ?? []).map((cookie): Header => ['Set-Cookie', toSetCookie(cookie)]);
  const headers = [...Object.entries(http.headers ?? {}), ...cookies];
  sendHead(response, status, headers, { isEmpty: body.length === 0 });
  response.end(body);
}
