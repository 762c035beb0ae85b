import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, empty, json, type ApiReply } from './api-reply.ts';
import { readApiRequest, type ApiRequest } from './api-request.ts';
import { controlInstance } from './control-instance.ts';
import type { InstanceClient } from './instance-client.ts';
import type { ManagementUrls } from './management-urls.ts';
import { purgeInstance, purgeInstances } from './purge-instances.ts';
import { getInstance, listInstances } from './query-instances.ts';
import { startOrchestration } from './start-orchestration.ts';

type Route = (request: ApiRequest, client: InstanceClient) => ApiReply | Promise<ApiReply>;

/** Answers the HTTP API under a base path: the same one serves the SDK's client and the webhooks. */
export function createApi(options: {
  readonly basePath: string;
  readonly client: InstanceClient;
  readonly toUrls: (origin: string) => ManagementUrls;
  readonly log: (line: string) => void;
}): (request: IncomingMessage, response: ServerResponse) => void {
  const answer = async (incoming: IncomingMessage): Promise<ApiReply> => {
    try {
      const request = await readApiRequest(incoming, options.basePath, options.toUrls);
      return await findRoute(request)(request, options.client);
    } catch (error) {
      return error instanceof ApiError ? error.reply : toServerError(error, options.log);
    }
  };
  return (request, response) => void answer(request).then((reply) => send(reply, response));
}

function findRoute({ method, segments }: ApiRequest): Route {
  const [kind, ...rest] = segments;
  const form = `${method} ${kind?.toLowerCase() ?? ''} ${Math.min(rest.length, 2)}`;
  return routes[form] ?? (kind?.toLowerCase() === 'entities' ? noEntities : () => empty(404));
}

const routes: Record<string, Route> = {
  'POST orchestrators 1': startOrchestration,
  'POST orchestrators 2': startOrchestration,
  'GET instances 0': listInstances,
  'DELETE instances 0': purgeInstances,
  'GET instances 1': getInstance,
  'DELETE instances 1': purgeInstance,
  'POST instances 2': controlInstance,
};

const noEntities: Route = () =>
  json(501, { Message: 'Cannot serve an entity: the local Durable engine has none' });

function toServerError(error: unknown, log: (line: string) => void): ApiReply {
  const message = error instanceof Error ? error.message : String(error);
  log(`Durable request failed: ${message}`);
  return json(500, {
    Message: 'Something went wrong while processing your request',
    ExceptionMessage: message,
  });
}

function send({ status, headers, body }: ApiReply, response: ServerResponse): void {
  const text = body === undefined ? '' : JSON.stringify(body);
  const contentType = body === undefined ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
  response.writeHead(status, { 'Content-Length': Buffer.byteLength(text), ...contentType, ...headers });
  response.end(text);
}
