import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import type { WebRequest } from './web-request.ts';
import { withHeaders } from './with-headers.ts';

type Handler = (request: WebRequest, context?: InvocationContext) => Promise<HttpResponseInit>;

/** Below this, a packet more or less is no gain. */
const leastBytes = 8192;
const compress = promisify(gzip);

/** Lets a handler answer in gzip, made away from this thread, where the caller takes it and the body is long. */
export function compressAnswers(handler: Handler): Handler {
  return async (request, context) => {
    const response = await handler(request, context);
    const { body } = response;
    const isLong = (typeof body === 'string' || Buffer.isBuffer(body)) && body.length >= leastBytes;
    if (!isLong || !takesGzip(request.headers.get('accept-encoding'))) return response;
    const bytes = await compress(body, { level: constants.Z_BEST_SPEED });
    return withHeaders({ ...response, body: bytes }, { 'content-encoding': 'gzip', vary: 'accept-encoding' });
  };
}

function takesGzip(header: string | null): boolean {
  const wishes = (header ?? '').toLowerCase().split(',');
  return wishes.some((wish) => /^\s*(x-)?gzip\s*(;(?!\s*q=0(\.0*)?\s*$)|$)/.test(wish));
}
