import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { HttpResponseInit } from '@azure/functions';
import type { ScoringHandler } from '../../src/functions/scoring-handler.ts';
import type { WebRequest } from '../../src/functions/http/web-request.ts';

export interface ServedHandlers {
  readonly predict: ScoringHandler;
  readonly live: () => HttpResponseInit;
}

/** Serves the app's handlers over plain HTTP on a free port; gives the address. */
export async function serveHandlers({ predict, live }: ServedHandlers): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.method === 'GET') return send(outgoing, live());
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const body = parts.length === 1 ? parts : [Buffer.concat(parts)];
      void predict(toWebRequest(incoming, body)).then((response) => send(outgoing, response));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('Cannot listen: no port');
  return `http://127.0.0.1:${address.port}`;
}

/** The body has been read already, as every HTTP framework does it. */
function toWebRequest(incoming: IncomingMessage, body: readonly Buffer[]): WebRequest {
  const { method = 'POST', url: target = '/', headers } = incoming;
  const [path = '/', search] = target.split('?', 2);
  const [, , model = ''] = path.split('/', 3);
  return {
    method,
    url: `http://127.0.0.1${target}`,
    headers: { get: (name) => toText(headers[name]) },
    query: search === undefined ? noQuery : new URLSearchParams(search),
    params: { model },
    body: toIterable(body),
  };
}

const noQuery = { get: () => null };

function toText(value: string | string[] | undefined): string | null {
  if (value === undefined) return null;
  return Array.isArray(value) ? value.join(', ') : value;
}

function toIterable(parts: readonly Buffer[]): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]: () => {
      const rest = parts.values();
      return { next: () => Promise.resolve(rest.next()) };
    },
  };
}

function send(outgoing: ServerResponse, { status = 200, headers, body, jsonBody }: HttpResponseInit): void {
  const content = jsonBody === undefined ? body : JSON.stringify(jsonBody);
  const given = headers as Record<string, string>;
  const length = typeof content === 'string' ? Buffer.byteLength(content) : undefined;
  outgoing.writeHead(status, length === undefined ? given : { ...given, 'content-length': length });
  outgoing.end(content);
}
