import { createServer } from 'node:http';
import { once } from 'node:events';
import path from 'node:path';
import { build } from 'esbuild';

export interface ScriptServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves a page that holds the styles of the console and runs a script of TypeScript that may import its modules. */
export async function serveScript(script: string): Promise<ScriptServer> {
  const root = path.resolve(import.meta.dirname, '../../..');
  const folder = path.join(root, 'src/console');
  const { outputFiles } = await build({
    stdin: { contents: `import './style.css';\n${script}`, resolveDir: folder, loader: 'ts' },
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    outdir: folder,
    write: false,
  });
  const textOf = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
  const page =
    '<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="/css"><div id="place"></div><script type="module" src="/js"></script>';
  const answers: Readonly<Record<string, readonly [string, string]>> = {
    '/': ['text/html', page],
    '/js': ['text/javascript', textOf('.js')],
    '/css': ['text/css', textOf('.css')],
  };
  const server = createServer((request, response) => {
    const [type, body] = answers[request.url ?? ''] ?? ['text/plain', ''];
    response.setHeader('content-type', type);
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'",
    );
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
