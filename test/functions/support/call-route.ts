import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpResponseInit } from '@azure/functions';
import { createRouteHandler, type HttpRoute } from '../../../src/functions/http/http-route.ts';

export interface RouteCall {
  readonly method?: string;
  readonly url?: string;
  readonly params?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly json?: unknown;
}

export interface RouteAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
  readonly text: string;
}

/** Calls the methods of a route as the host does, and reads the whole answer. */
export async function callRoute(methods: HttpRoute['methods'], call: RouteCall = {}): Promise<RouteAnswer> {
  const url = new URL(call.url ?? '/', 'http://127.0.0.1');
  const request = new HttpRequest({
    method: call.method ?? 'GET',
    url: url.href,
    params: call.params ?? {},
    query: Object.fromEntries(url.searchParams),
    headers: call.headers ?? {},
    ...(call.json !== undefined && { body: { bytes: Buffer.from(JSON.stringify(call.json)) } }),
  });
  const context = new InvocationContext({
    invocationId: 'invocation-1',
    functionName: 'test',
    logHandler: () => undefined,
    options: { trigger: { type: 'httpTrigger', name: 'request' }, extraInputs: [], extraOutputs: [] },
  });
  const answer = (await createRouteHandler(methods)(request, context)) as HttpResponseInit;
  const text = await readText(answer.body);
  return {
    status: answer.status ?? 200,
    headers: new Headers(answer.headers ?? {}),
    json: answer.jsonBody,
    text,
  };
}

async function readText(body: HttpResponseInit['body']): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}
