import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { z } from 'zod';
import { listenLocally } from '../cosmos/listen-locally.ts';
import type { FaultRegistry } from './fault-registry.ts';
import { faultSchema } from './fault-rule.ts';

export interface FaultApi {
  readonly url: string;
  stop(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

/**
 * Starts the admin API of the faults on 127.0.0.1:
 * `POST /faults` switches one on and answers it with its id, `GET /faults` lists all with their hits,
 * `DELETE /faults/{id}` switches one off, `DELETE /faults` all. Throws when the port is in use.
 */
export async function startFaultApi({
  registry,
  port,
}: {
  readonly registry: FaultRegistry;
  readonly port: number;
}): Promise<FaultApi> {
  const server = createServer((request, response) => {
    answer(registry, request).then(
      (reply) => send(response, reply),
      (error: unknown) =>
        send(response, { status: 400, body: { error: `Cannot read the fault: ${messageOf(error)}` } }),
    );
  });
  const listening = await listenLocally(server, port, 'the fault API');
  return {
    url: `http://127.0.0.1:${listening}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

async function answer(registry: FaultRegistry, request: IncomingMessage): Promise<Reply> {
  const [, faults, id, ...more] = (request.url ?? '/').split('/');
  if (faults !== 'faults' || more.length > 0)
    return { status: 404, body: { error: `Cannot find ${request.url ?? '/'}: there is only /faults` } };
  if (request.method === 'DELETE' && id !== undefined) return remove(registry, id);
  if (request.method === 'DELETE') {
    await registry.clear();
    return { status: 204 };
  }
  if (request.method === 'GET' && id === undefined) return { status: 200, body: { faults: registry.list() } };
  if (request.method !== 'POST' || id !== undefined) {
    return {
      status: 405,
      body: { error: `Cannot answer ${request.method ?? ''}: expected GET, POST or DELETE` },
    };
  }
  return { status: 201, body: await registry.add(faultSchema.parse(JSON.parse(await readText(request)))) };
}

async function remove(registry: FaultRegistry, id: string): Promise<Reply> {
  if (await registry.remove(id)) return { status: 204 };
  return { status: 404, body: { error: `Cannot switch off fault "${id}": there is none` } };
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function messageOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

function send(response: ServerResponse, { status, body }: Reply): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
