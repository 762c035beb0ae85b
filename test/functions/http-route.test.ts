import { Readable } from 'node:stream';
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { HttpHandler } from '@azure/functions';
import { describe, expect, test } from '@jest/globals';
import { createRouteHandler } from '../../src/functions/http/http-route.ts';
import type { HttpRoute } from '../../src/functions/http/http-route.ts';

const context = new InvocationContext({
  invocationId: 'test',
  functionName: 'test',
  logHandler: () => undefined,
});

const call = (methods: HttpRoute['methods'], method: string) =>
  createRouteHandler(methods)(new HttpRequest({ method, url: 'http://127.0.0.1/models/churn' }), context);

const hello: HttpHandler = () => ({ jsonBody: { hello: 'world' } });

describe('createRouteHandler()', () => {
  test('calls the handler of the method when there is one', async () => {
    expect(await call({ GET: hello }, 'GET')).toEqual({ jsonBody: { hello: 'world' } });
  });

  test('answers 405 with Allow when the method has no handler', async () => {
    expect(await call({ GET: hello, POST: hello }, 'DELETE')).toEqual({
      status: 405,
      headers: { Allow: 'GET, HEAD, POST', 'x-request-id': expect.any(String) },
      jsonBody: {
        error: 'Cannot answer DELETE /models/churn: it allows GET, HEAD, POST',
        code: 'MethodNotAllowed',
        details: { allow: ['GET', 'HEAD', 'POST'] },
      },
    });
  });

  test.each([
    [
      'throws',
      (() => {
        throw new Error('broken');
      }) satisfies HttpHandler,
    ],
    ['rejects', (() => Promise.reject(new Error('broken'))) satisfies HttpHandler],
  ])('answers 503 when the handler %s', async (_how, handler) => {
    expect(await call({ GET: handler }, 'GET')).toMatchObject({
      status: 503,
      jsonBody: { code: 'Internal' },
    });
  });

  test('serves HEAD by GET without its body when there is no handler of HEAD', async () => {
    const response = await call({ GET: hello }, 'HEAD');
    expect(response).toEqual({ headers: new Headers({ 'content-type': 'application/json' }) });
  });

  test('lets go of a streaming body when HEAD is asked', async () => {
    const body = Readable.from(['a', 'b']);
    const response = await call({ GET: () => ({ status: 200, headers: { ETag: '"1"' }, body }) }, 'HEAD');
    expect(response).toEqual({ status: 200, headers: { ETag: '"1"' } });
    expect(body.destroyed).toBe(true);
  });

  test('answers HEAD without a body when the path does not allow it', async () => {
    const response = await call({ POST: hello }, 'HEAD');
    expect(response).toMatchObject({ status: 405, jsonBody: undefined });
    const headers = new Headers(response.headers ?? {});
    headers.delete('x-request-id');
    expect(Object.fromEntries(headers)).toEqual({ allow: 'POST', 'content-type': 'application/json' });
  });
});
