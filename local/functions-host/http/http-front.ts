import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { FunctionMetadata, InvocationInput, Invoker } from '../invoker.ts';
import { createAdminApi } from './admin-api.ts';
import { applyCors, type CorsSettings } from './cors.ts';
import { createFunctionEndpoint } from './function-endpoint.ts';
import { createHttpRoutes, findRoute, findRouteOfPath, type HttpRoute } from './http-routes.ts';
import { sendEmpty } from './http-response.ts';
import { carriesKey } from './keys.ts';

export interface HttpFrontOptions {
  readonly invoker: Invoker;
  readonly routePrefix: string;
  readonly cors: CorsSettings;
  /** The one key that is asked where a function or the admin API wants one; undefined: none is asked. */
  readonly key: string | undefined;
  readonly homePage: boolean;
  readonly hostVersion: string;
  readonly appDirectory: string;
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  readonly addInputs: (functionName: string, input: InvocationInput) => InvocationInput;
  readonly runByHand: (functionName: string, input: string) => void;
  /** Answers below `/runtime/webhooks/durabletask`; undefined where the app has no durable function. */
  readonly durableWebhooks: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly report: (line: string) => void;
}

const home =
  '<!DOCTYPE html>\n<html>\n<head>\n    <title>Your Azure Function App is up and running.</title>\n</head>\n' +
  '<body>Your local function app is up and running.</body>\n</html>\n';

function sendHome(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Length': String(Buffer.byteLength(home)), 'Content-Type': 'text/html' });
  response.end(home);
}

const durablePath = /^runtime\/webhooks\/durabletask(\/|$)/i;

/** What listens on the app's port: the host's own paths first, then the app's functions, then 404. */
export function createHttpFront(options: HttpFrontOptions): Server {
  const { invoker, key, streamed } = options;
  const functions: readonly FunctionMetadata[] = invoker.functions;
  const routes = createHttpRoutes(functions, options.routePrefix);
  const answerFunction = createFunctionEndpoint(options);
  const answerAdmin = createAdminApi({ ...options, functions });
  const isRefused = (request: IncomingMessage, route: HttpRoute | undefined) =>
    key !== undefined && route !== undefined && route.authLevel !== 'anonymous' && !carriesKey(request, key);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (applyCors(request, response, options.cors)) return;
    const path = (request.url ?? '/').replace(/[?#].*$/, '').replace(/^\//, '');
    if (/^admin\//i.test(path)) {
      const open = /^admin\/(host\/ping|warmup)$/i.test(path);
      if (!open && key !== undefined && !carriesKey(request, key))
        return sendEmpty(response, 401, { 'WWW-Authenticate': 'Bearer' });
      return answerAdmin(request, response, path.slice('admin/'.length));
    }
    if (durablePath.test(path)) {
      if (options.durableWebhooks === undefined) return sendEmpty(response, 404);
      return options.durableWebhooks(request, response);
    }
    const match = findRoute(routes, request.method ?? 'GET', path);
    if (isRefused(request, match?.route ?? findRouteOfPath(routes, path))) return sendEmpty(response, 401);
    if (match !== undefined) return answerFunction(request, response, match, streamed);
    if (path === '' && options.homePage && /^(GET|HEAD)$/.test(request.method ?? ''))
      return sendHome(response);
    return sendEmpty(response, 404);
  };

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.report(`Cannot answer ${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else sendEmpty(response, 500);
    });
  });
}
