import { Agent, request as open } from 'node:http';
import type { RecordedAnswer, RecordedRequest } from './recordings.ts';

/** Plain HTTP/1.1 with keep-alive that sends exactly what it is given and keeps the answer's headers as they came. */
export interface WireClient {
  send(request: RecordedRequest, options?: { readonly timeoutMs?: number }): Promise<RecordedAnswer>;
  close(): void;
}

function toHeaders({ method, headers = {}, body }: RecordedRequest, host: string): string[] {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).flatMap((each) => [name, each]),
  );
  const hasLength = body !== undefined || method === 'POST' || method === 'PUT';
  const length = hasLength ? ['Content-Length', String(toBytes(body ?? '').length)] : [];
  return ['Host', host, 'Connection', 'keep-alive', ...given, ...length];
}

const toBytes = (body: string | { readonly base64: string }): Buffer =>
  typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.base64, 'base64');

function toPairs(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, k) => (k % 2 === 0 ? [[name, raw[k + 1] ?? ''] as [string, string]] : []));
}

function toBody(bytes: Buffer): { body: string } | { bodyBase64: string } {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { body: text } : { bodyBase64: bytes.toString('base64') };
}

export function createWireClient(origin: string): WireClient {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, host } = new URL(origin);
  return {
    send: (request, { timeoutMs = 20_000 } = {}) =>
      new Promise((resolve, reject) => {
        const outgoing = open(
          {
            agent,
            hostname,
            port,
            method: request.method,
            path: request.path,
            headers: toHeaders(request, host),
            signal: AbortSignal.timeout(timeoutMs),
          },
          (answer) => {
            const parts: Buffer[] = [];
            answer.on('data', (part: Buffer) => parts.push(part));
            answer.once('error', reject);
            answer.once('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: toPairs(answer.rawHeaders),
                ...toBody(Buffer.concat(parts)),
              }),
            );
          },
        );
        outgoing.once('error', reject);
        outgoing.end(request.body === undefined ? undefined : toBytes(request.body));
      }),
    close: () => agent.destroy(),
  };
}
