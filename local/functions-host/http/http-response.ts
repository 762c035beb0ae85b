import type { ServerResponse } from 'node:http';
import type { HttpCookie, HttpData } from '../invoker.ts';

export function sendEmpty(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    ...headers,
    ...(status === 204 || status === 304 ? {} : { 'Content-Length': '0' }),
  });
  response.end();
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': String(Buffer.byteLength(text)),
  });
  response.end(text);
}

const sameSiteNames = ['', 'None', 'Lax', 'Strict'];

function toSetCookie(cookie: HttpCookie): string {
  const expires = cookie.expires?.value?.seconds;
  const maxAge = cookie.maxAge?.value;
  const sameSite = typeof cookie.sameSite === 'number' ? sameSiteNames[cookie.sameSite] : cookie.sameSite;
  return [
    `${cookie.name ?? ''}=${encodeURIComponent(cookie.value ?? '')}`,
    expires === undefined ? '' : `expires=${new Date(expires * 1000).toUTCString()}`,
    maxAge === undefined ? '' : `max-age=${maxAge}`,
    cookie.domain?.value === undefined ? '' : `domain=${cookie.domain.value}`,
    `path=${cookie.path?.value ?? '/'}`,
    cookie.secure?.value === true ? 'secure' : '',
    sameSite === undefined || sameSite === '' ? '' : `samesite=${sameSite.toLowerCase()}`,
    cookie.httpOnly?.value === true ? 'httponly' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}

function readBody(http: HttpData): Uint8Array {
  const { bytes, string } = http.body ?? {};
  return bytes ?? Buffer.from(string ?? '', 'utf8');
}

/** Sends what an HTTP function returned; statuses outside 100-999 that HTTP does not know end as 500, as on the host. */
export function sendHttpData(response: ServerResponse, http: HttpData | undefined): void {
  if (http === undefined) return sendEmpty(response, 204);
  const status = Number(http.statusCode ?? '200');
  if (!Number.isInteger(status) || status < 200 || status > 599) return sendEmpty(response, 500);
  const body = readBody(http);
  for (const [name, value] of Object.entries(http.headers ?? {})) response.setHeader(name, value);
  const cookies = (http.cookies ?? []).map(toSetCookie);
  if (cookies.length > 0) response.setHeader('Set-Cookie', cookies);
  if (body.length === 0) return sendEmpty(response, status);
  response.writeHead(status);
  response.end(body);
}
