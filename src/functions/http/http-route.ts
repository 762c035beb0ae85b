import { Readable } from 'node:stream';
import { app } from '@azure/functions';
import type {
  FunctionInput,
  HttpHandler,
  HttpRequest,
  HttpResponseInit,
  InvocationContext,
} from '@azure/functions';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { toErrorResponse } from './error-response.ts';
import { discardBody } from './request-body.ts';
import { readRequestId, requestIdHeader } from './request-id.ts';
import { withHeaders } from './with-headers.ts';

export const routeMethods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
export type RouteMethod = (typeof routeMethods)[number];

export interface HttpRoute {
  /** Without leading slash; parameters in braces. */
  readonly route: string;
  /** `function` where not given. */
  readonly authLevel?: 'anonymous' | 'function' | 'admin';
  /** One handler a method; `HEAD` is served by `GET` where it has none of its own. */
  readonly methods: Readonly<Partial<Record<RouteMethod, HttpHandler>>>;
  /** Further input bindings, e.g. the Durable client's. */
  readonly extraInputs?: readonly FunctionInput[];
}

/** Registers one Azure function for all methods of a path: the host's answer to a wrong method would be an empty 404. */
export function registerRoute(name: string, route: HttpRoute): void {
  app.http(name, {
    route: route.route,
    authLevel: route.authLevel ?? 'function',
    methods: [...routeMethods],
    extraInputs: [...(route.extraInputs ?? [])],
    handler: createRouteHandler(route.methods),
  });
}

/** Makes the handler of a path: it always answers, since with HTTP streaming the host waits for one that throws until it times out. */
export function createRouteHandler(methods: HttpRoute['methods']): HttpHandler {
  return async (request, context) => {
    const response = await answer(methods, request, context).catch((thrown: unknown) =>
      withHeaders(toErrorResponse(thrown, context), { [requestIdHeader]: readRequestId(request) }),
    );
    discardBody(request);
    return request.method === 'HEAD' ? withoutBody(response) : response;
  };
}

async function answer(
  methods: HttpRoute['methods'],
  request: HttpRequest,
  context: InvocationContext,
): Promise<HttpResponseInit> {
  const handler = findHandler(methods, request.method);
  if (handler === undefined) throw methodNotAllowed(methods, request);
  return handler(request, context);
}

function findHandler(methods: HttpRoute['methods'], method: string): HttpHandler | undefined {
  const known = routeMethods.find((candidate) => candidate === method);
  if (known === undefined) return undefined;
  return methods[known] ?? (known === 'HEAD' ? methods.GET : undefined);
}

function methodNotAllowed(methods: HttpRoute['methods'], request: HttpRequest): ScoringError {
  const allow = routeMethods.filter((method) => findHandler(methods, method) !== undefined);
  const { pathname } = new URL(request.url);
  return new ScoringError(
    'MethodNotAllowed',
    `Cannot answer ${request.method} ${pathname}: it allows ${allow.join(', ')}`,
    {
      details: { allow },
    },
  );
}

/** Keeps status and headers, and lets go of a body that streams. */
function withoutBody({ body, ...response }: HttpResponseInit): HttpResponseInit {
  if (body instanceof ReadableStream) void body.cancel();
  if (body instanceof Readable) body.destroy();
  if (response.jsonBody === undefined) return response;
  const headers = new Headers(response.headers ?? {});
  if (!headers.has('content-type')) headers.set('content-type', 'application/json');
  return { ...response, headers, jsonBody: undefined };
}
