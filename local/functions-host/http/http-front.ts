import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Invoker } from '../invoker.ts';
import { type AdminApiOptions, createAdminApi, isOpenAdminPath } from './admin-api.ts';
import { applyCors, type CorsSettings } from './cors.ts';
import { createFunctionEndpoint } from './function-endpoint.ts';
import { createHttpRoutes, findRoute, findRouteOfPath, type HttpRoute } from './http-routes.ts';
import { sendEmpty, sendText } from './http-response.ts';
import { carriesKey } from './keys.ts';

/** As long as Kestrel keeps an idle connection: a shorter time would cut off clients that come back. */
const keepAliveMs = 130_000;

export interface HttpFrontOptions extends Omit<AdminApiOptions, 'functions'> {
  readonly invoker: Invoker;
  readonly cors: CorsSettings;
  /** The one key that is asked where a function or the admin API wants one; undefined: none is asked. */
  readonly key: string | undefined;
  readonly homePage: boolean;
  /** Whether the app takes HTTP as streams. */
  readonly streamed: boolean;
  /** Answers below `/runtime/webhooks/durabletask`; undefined where the app has no durable function. */
  readonly durableWebhooks: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly report: (line: string) => void;
}

const home =
  '<!DOCTYPE html>\n<html>\n<head>\n    <title>Your Azure Function App is up and running.</title>\n</head>\n' +
  '<body>Your local function app is up and running.</body>\n</html>\n';

const durablePath = /^runtime\/webhooks\/durabletask(\/|$)/i;

/** The path of a request, encoded, without leading slash and query. */
const pathOf = (request: IncomingMessage) => (request.url ?? '/').replace(/[?#].*$/, '').replace(/^\//, '');

/** Whether host and target make a URL; Kestrel refuses what does not. */
const isWellFormed = (request: IncomingMessage) =>
  (request.url ?? '').startsWith('/') &&
  URL.canParse(`http://${request.headers.host ?? 'host'}${request.url ?? ''}`);

const refuse = (response: ServerResponse) => sendEmpty(response, 401, [['WWW-Authenticate', 'Bearer']]);

/** What listens on the app's port: the host's own paths first, then the app's functions, then 404. */
export function createHttpFront(options: HttpFrontOptions): Server {
  const { invoker, key } = options;
  const routes = createHttpRoutes(invoker.functions, options.routePrefix);
  const answerFunction = createFunctionEndpoint(options);
  const answerAdmin = createAdminApi({ ...options, functions: invoker.functions });
  const lacksKey = (request: IncomingMessage) => key !== undefined && !carriesKey(request, key);
  const hasKey = (request: IncomingMessage) => key !== undefined && carriesKey(request, key);
  const asksKey = (route: HttpRoute | undefined) => route !== undefined && route.authLevel !== 'anonymous';

  const isKnownAdminPath = (path: string) => /^(host\/status|functions(\/.*)?)$/i.test(path);

  const answerHost = async (request: IncomingMessage, response: ServerResponse, path: string) => {
    if (/^admin\//i.test(path)) {
      const below = path.slice('admin/'.length);
      if (isKnownAdminPath(below) && !isOpenAdminPath(below) && lacksKey(request)) {
        refuse(response);
        return true;
      }
      return answerAdmin(request, response, below);
    }
    if (!/^runtime\/webhooks\//i.test(path)) return false;
    if (lacksKey(request)) refuse(response);
    else if (durablePath.test(path) && options.durableWebhooks !== undefined)
      options.durableWebhooks(request, response);
    else sendEmpty(response, 404);
    return true;
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isWellFormed(request)) {
      sendEmpty(response, 400);
      return;
    }
    if (applyCors(request, response, options.cors)) return;
    const path = pathOf(request);
    if (await answerHost(request, response, path)) return;
    const match = findRoute(routes, request.method ?? 'GET', path);
    const route = match?.route ?? findRouteOfPath(routes, path);
    const showsHome = path === '' && options.homePage && /^(GET|HEAD)$/.test(request.method ?? '');
    if (asksKey(route) && lacksKey(request)) sendEmpty(response, 401);
    else if (match !== undefined) await answerFunction(request, response, { match, hasKey: hasKey(request) });
    else if (showsHome) sendText(response, home, 'text/html');
    else sendEmpty(response, 404);
  };

  return createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.report(`Cannot answer ${request.method ?? ''} ${request.url ?? ''}: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else sendEmpty(response, 500);
    });
  });
}
