import type { IncomingMessage } from 'node:http';
import { badRequest, tooLarge } from './cosmos-error.ts';
import type { Json } from './json.ts';
import { parseJson } from './json.ts';

export interface GatewayRequest {
  readonly method: string;
  /** The decoded parts of the path. */
  readonly segments: readonly string[];
  header(name: string): string | undefined;
  readonly body: Json | undefined;
  readonly bytes: number;
}

export interface GatewayReply {
  readonly status: number;
  /** JSON text. */
  readonly body?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** Request units. */
  readonly charge?: number;
}

/** More than any request may have, so that the limits of the operations can be told. */
const maxBodyBytes = 4 * 1024 * 1024;

export async function readRequest(message: IncomingMessage): Promise<GatewayRequest> {
  const text = await readBody(message);
  const [path] = (message.url ?? '/').split('?');
  return {
    method: message.method ?? 'GET',
    segments: (path ?? '').split('/').filter(Boolean).map(decodeURIComponent),
    header: (name) => message.headers[name]?.toString(),
    body: text === '' ? undefined : parseBody(text),
    bytes: Buffer.byteLength(text),
  };
}

async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes)
      throw tooLarge(`Request size is too large: it has more than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function parseBody(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw badRequest('Cannot read the request: its body is no JSON');
  }
}
