import { type IncomingMessage, request as sendRequest, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);

export interface ProxyTarget {
  /** Where the app's process takes streamed requests. */
  readonly httpUri: string;
  readonly invocationId: string;
  /** The host that the client addressed. */
  readonly host: string;
  readonly signal: AbortSignal;
}

function toForwardedHeaders(request: IncomingMessage, { host, invocationId }: ProxyTarget): string[] {
  const headers: string[] = [];
  for (let k = 0; k + 1 < request.rawHeaders.length; k += 2) {
    const name = request.rawHeaders[k] ?? '';
    if (hopByHop.has(name.toLowerCase()) || /^x-forwarded-(host|proto)$/i.test(name)) continue;
    headers.push(name, request.rawHeaders[k + 1] ?? '');
  }
  headers.push('x-ms-invocation-id', invocationId, 'x-forwarded-host', host, 'x-forwarded-proto', 'http');
  if (request.headers['transfer-encoding'] !== undefined) headers.push('Transfer-Encoding', 'chunked');
  return headers;
}

function sendHead(answer: IncomingMessage, response: ServerResponse): void {
  const status = answer.statusCode ?? 500;
  const headers: Record<string, string[]> = {};
  for (let k = 0; k + 1 < answer.rawHeaders.length; k += 2) {
    const name = answer.rawHeaders[k] ?? '';
    if (hopByHop.has(name.toLowerCase())) continue;
    headers[name] = [...(headers[name] ?? []), answer.rawHeaders[k + 1] ?? ''];
  }
  for (const [name, values] of Object.entries(headers))
    response.setHeader(name, values.length === 1 ? (values[0] ?? '') : values);
  response.statusCode = status;
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
  const { port } = new URL(target.httpUri);
  const outgoing = sendRequest({
    host: '127.0.0.1',
    port,
    method: request.method,
    path: request.url,
    headers: toForwardedHeaders(request, target),
    signal: target.signal,
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
  const sent = pipeline(request, outgoing).catch(() => undefined);
  const answer = await answered;
  sendHead(answer, response);
  await pipeline(answer, response);
  await sent;
}
