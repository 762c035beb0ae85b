import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler, HttpResponseInit } from '@azure/functions';
import { createRouteHandler, type HttpRoute } from '../../../src/functions/http/http-route.ts';

export interface HandlerCall {
  readonly method?: string;
  readonly path?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array | undefined;
}

export interface HandlerAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** As a caller would read it. */
  readonly text: string;
  readonly json: unknown;
}

/** Calls the methods of a route as the host does, and reads the whole answer as a caller would. */
export async function callMethods(
  methods: HttpRoute['methods'],
  call: HandlerCall = {},
): Promise<HandlerAnswer> {
  const { method = 'POST', path = '/', params = {}, headers = {}, body } = call;
  const url = new URL(path, 'http://127.0.0.1');
  const request = new HttpRequest({
    method,
    url: url.href,
    params,
    query: Object.fromEntries(url.searchParams),
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: { bytes: Buffer.from(body) } }),
  });
  const context = new InvocationContext({
    invocationId: 'test',
    functionName: 'test',
    logHandler: () => undefined,
  });
  const answer: HttpResponseInit = await createRouteHandler(methods)(request, context);
  const { status = 200, headers: given = {} } = answer;
  const jsonBody: unknown = answer.jsonBody;
  const text = jsonBody === undefined ? toText(answer.body) : JSON.stringify(jsonBody);
  return { status, headers: new Headers(given), text, json: parse(text) };
}

/** The same for a handler of POST. */
export const callPost = (handler: HttpHandler, call: HandlerCall): Promise<HandlerAnswer> =>
  callMethods({ POST: handler }, call);

function toText(body: HttpResponseInit['body']): string {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
