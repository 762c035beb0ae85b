import type { HttpResponseInit } from '@azure/functions';

/** An answer with headers more. */
export function withHeaders(
  response: HttpResponseInit,
  more: Readonly<Record<string, string>>,
): HttpResponseInit {
  const { headers } = response;
  if (headers === undefined) return { ...response, headers: more };
  const given = headers instanceof Headers || Array.isArray(headers) ? Object.fromEntries(headers) : headers;
  return { ...response, headers: { ...given, ...more } };
}
