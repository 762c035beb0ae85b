import { type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sendHead } from './http-response.ts';
import { type Header, toHeaders } from './kestrel-headers.ts';

const hopByHop = /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer)$/i;

export interface ProxyTarget {
  /** Where the app's process takes streamed requests. */
  readonly httpUri: string;
  readonly invocationId: string;
  /** The host that the client addressed. */
  readonly host: string;
  /** The body, where it was read already. */
  readonly body: Uint8Array | undefined;
  readonly signal: AbortSignal;
}

function toForwardedHeaders(request: IncomingMessage, { host, invocationId }: ProxyTarget): string[] {
  const kept = toHeaders(request.rawHeaders).filter(
    ([name]) => !hopByHop.test(name) && !/^x-forwarded-(host|proto)$/i.test(name),
  );
  const added: Header[] = [
    ['x-ms-invocation-id', invocationId],
    ['x-forwarded-host', host],
    ['x-forwarded-proto', 'http'],
    ...(request.headers['transfer-encoding'] === undefined
      ? []
      : [['Transfer-Encoding', 'chunked'] as const]),
  ];
  return [...kept, ...added].flat();
}

/** The path as the host passes it on: decoded once, but for slashes, and encoded anew. */
function toForwardedPath(url: string): string {
  const [path = '', ...query] = url.split('?');
  try {
    const decoded = path
      .split(/(%2f)/i)
      .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)));
    const encoded = encodeURI(decoded.join('')).replaceAll('?', '%3F').replaceAll('#', '%23');
    return [encoded, ...query].join('?');
  } catch {
    return url;
  }
}

function sendAnswerHead(answer: IncomingMessage, response: ServerResponse): void {
  const headers = toHeaders(answer.rawHeaders).filter(
    ([name]) => !hopByHop.test(name) && !/^date$/i.test(name),
  );
  const isEmpty = answer.headers['content-length'] === '0';
  sendHead(response, answer.statusCode ?? 500, headers, { isEmpty });
}

/**
 * Streams a request to the process that runs its function, and the answer back. Resolves when the answer has been
 * sent; rejects where the process answers nothing or the client has gone.
 */
export async function proxyHttp(
  request: IncomingMessage,
  response: ServerResponse,
  target: ProxyTarget,
): Promise<void> {
  const outgoing = sendRequest({
    host: '127.0.0.1',
    port: new URL(target.httpUri).port,
    method: request.method,
    path: toForwardedPath(request.url ?? '/'),
    headers: toForwardedHeaders(request, target),
    signal: target.signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  const body = target.body === undefined ? request : Readable.from([target.body]);
  const sent = pipeline(body, outgoing).catch(() => undefined);
  const answer = await answered;
  sendAnswerHead(answer, response);
  await pipeline(answer, response);
  await sent;
}
