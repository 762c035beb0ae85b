import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { HttpRequest, type HttpResponseInit, InvocationContext } from '@azure/functions';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createConsoleMethods } from '../../src/functions/console.ts';
import { createRouteHandler, type HttpRoute } from '../../src/functions/http/http-route.ts';

const context = new InvocationContext({
  invocationId: 'test',
  functionName: 'console',
  logHandler: () => undefined,
});

let folder: string;
let methods: HttpRoute['methods'];

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'console-'));
  await writeFile(path.join(folder, 'try.html'), '<h1>Try</h1>');
  await writeFile(path.join(folder, 'shell-ABC.js'), 'start()');
  await writeFile(path.join(folder, 'secret.txt'), 'no');
  methods = createConsoleMethods(folder);
});

afterAll(() => rm(folder, { recursive: true }));

async function get(pathname: string, headers: Record<string, string> = {}): Promise<HttpResponseInit> {
  const request = new HttpRequest({ method: 'GET', url: `http://127.0.0.1${pathname}`, headers });
  return createRouteHandler(methods)(request, context);
}

const toText = ({ body }: HttpResponseInit): string => Buffer.from(body as Uint8Array).toString();
const toHeaders = ({ headers }: HttpResponseInit): Headers => new Headers(headers ?? {});

describe('createConsoleMethods()', () => {
  test.each(['/console/', '/console/try', '/console/try.html'])(
    'answers the page at %s',
    async (pathname) => {
      const response = await get(pathname);
      expect(toText(response)).toBe('<h1>Try</h1>');
      expect(Object.fromEntries(toHeaders(response))).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-cache',
        'x-content-type-options': 'nosniff',
        'content-security-policy':
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      });
    },
  );

  test('lets browsers keep what has its hash in its name', async () => {
    const response = await get('/console/shell-ABC.js');
    expect(toText(response)).toBe('start()');
    expect(toHeaders(response).get('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('answers 304 to who has the page', async () => {
    const etag = toHeaders(await get('/console/')).get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(await get('/console/', { 'if-none-match': etag })).toMatchObject({ status: 304 });
  });

  test('leads to the folder when its slash is missing', async () => {
    expect(await get('/console')).toMatchObject({ status: 308, headers: { location: 'console/' } });
  });

  test.each(['/console/none', '/console/secret.txt', '/console/..%2Fsecret.txt', '/console/constructor'])(
    'answers 404 to %s',
    async (pathname) => {
      expect(await get(pathname)).toMatchObject({
        status: 404,
        jsonBody: { error: `Cannot GET ${pathname}: there is no such page`, code: 'RouteNotFound' },
      });
    },
  );
});
