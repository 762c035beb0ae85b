import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { buildConsole } from '../../../scripts/build-console.ts';

export interface ConsoleServer {
  /** Of the folder of the pages, with a slash at the end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
};

export interface ServeOptions {
  /** Asked of the API's callers. */
  readonly key?: string;
}

/** Serves the built pages beside an API that answers what `answer` gives for a path with its query, and 404 for the rest. */
export async function serveConsole(
  answer: (route: string, method: string) => unknown,
  { key }: ServeOptions = {},
): Promise<ConsoleServer> {
  const root = path.resolve(import.meta.dirname, '../../..');
  const built = await buildConsole(root, path.join(root, 'dist/console'));
  const files = new Map(built.map((file) => [path.basename(file.path), file.contents]));
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.pathname.replace('/console/', '');
    const file = files.get(name) ?? files.get(`${name}.html`);
    if (url.pathname.startsWith('/console/') && file !== undefined) {
      const policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'";
      const type = types[path.extname(name)] ?? 'text/html; charset=utf-8';
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(file);
      return;
    }
    if (key !== undefined && request.headers['x-functions-key'] !== key) {
      response.writeHead(401).end();
      return;
    }
    const body = answer(url.pathname.slice(1) + url.search, request.method ?? '');
    const status = body === undefined ? 404 : 200;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body ?? { error: 'Cannot find it', code: 'RouteNotFound' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}/console/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
