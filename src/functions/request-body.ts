import type { HttpRequest } from '@azure/functions';
import { ScoringError } from '../scoring/scoring-error.ts';

/** Reads a body into memory; fails with `TooLarge` above the limit, having kept no more than that. */
export async function readBody(request: HttpRequest, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of openBody(request)) {
    bytes += part.length;
    // What is over the limit is still read, though not kept: the caller would see a broken connection instead of the answer.
    if (bytes <= maxBytes) parts.push(part);
    else parts.length = 0;
  }
  if (bytes > maxBytes) {
    throw new ScoringError(
      'TooLarge',
      `Cannot read the request: it has ${bytes} bytes, more than ${maxBytes}`,
      {
        details: { bytes, maxBytes },
      },
    );
  }
  return concatenate(parts, bytes);
}

/** Reads a body as JSON; fails with `InvalidRequest` where it is none. */
export async function readJson(request: HttpRequest, maxBytes: number): Promise<unknown> {
  return parseJson(await readBody(request, maxBytes));
}

export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0)
    throw new ScoringError('InvalidRequest', 'Cannot read the request: its body is empty');
  const text = decode(bytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it cannot be parsed';
    throw new ScoringError('InvalidRequest', `Cannot read the request: it is not JSON: ${reason}`, { cause });
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new ScoringError('InvalidRequest', 'Cannot read the request: it is not UTF-8', { cause });
  }
}

/** Lets the rest of a body pass unread, so that a connection that serves more requests does not stand still on it. */
export function discardBody(request: HttpRequest): void {
  if (request.bodyUsed) return;
  request.body?.pipeTo(new WritableStream()).catch(() => undefined);
}

async function* openBody(request: HttpRequest): AsyncGenerator<Uint8Array> {
  if (request.body === null) return;
  for await (const part of request.body as AsyncIterable<unknown>) {
    if (!(part instanceof Uint8Array))
      throw new TypeError('Cannot read the request: a part of its body is not bytes');
    yield part;
  }
}

function concatenate(parts: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(bytes);
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
