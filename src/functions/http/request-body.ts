import type { HttpRequest } from '@azure/functions';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { decodeContent, parseContentEncoding } from './content-encoding.ts';
import { assertJsonDepth } from './json-depth.ts';
import { defaultMaxJsonDepth, type RequestLimits } from './request-limits.ts';
import type { WebRequest } from './web-request.ts';

type BodyLimits = Pick<RequestLimits, 'maxBodyBytes'>;
type JsonLimits = Partial<Pick<RequestLimits, 'maxJsonDepth'>>;

const noBytes = Buffer.alloc(0);

/** Reads a body into memory and undoes its content encoding; fails with `TooLarge` above the limit, having kept no more than that. */
export async function readBody(
  request: Pick<WebRequest, 'headers' | 'body'>,
  { maxBodyBytes }: BodyLimits,
): Promise<Buffer> {
  const encoding = parseContentEncoding(request.headers.get('content-encoding'));
  const bytes = request.body === null ? noBytes : await collect(request.body, maxBodyBytes);
  return encoding === 'identity' ? bytes : decodeContent(bytes, encoding, maxBodyBytes);
}

async function collect(body: AsyncIterable<Uint8Array>, maxBodyBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.length;
    // What is over the limit is still read, though not kept: the caller would see a broken connection instead of the answer.
    if (bytes <= maxBodyBytes) parts.push(part);
    else parts.length = 0;
  }
  if (bytes > maxBodyBytes) throw toTooLarge(bytes, maxBodyBytes);
  const [first = noBytes] = parts;
  return parts.length > 1 ? Buffer.concat(parts, bytes) : toBuffer(first);
}

function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function toTooLarge(bytes: number, maxBytes: number): ScoringError {
  return new ScoringError(
    'TooLarge',
    `Cannot read the request: it has ${bytes} bytes, more than ${maxBytes}`,
    { details: { bytes, maxBytes } },
  );
}

/** Reads a body as JSON; fails with `InvalidRequest` where it is none. */
export async function readJson(
  request: Pick<WebRequest, 'headers' | 'body'>,
  limits: BodyLimits & JsonLimits,
): Promise<unknown> {
  return parseJson(await readBody(request, limits), limits);
}

/** Fails with `InvalidRequest` for what is no JSON, `TooLarge` for JSON that nests too deep. */
export function parseJson(bytes: Buffer, { maxJsonDepth = defaultMaxJsonDepth }: JsonLimits = {}): unknown {
  if (bytes.length === 0)
    throw new ScoringError('InvalidRequest', 'Cannot read the request: its body is empty');
  const text = decode(bytes);
  assertJsonDepth(bytes, maxJsonDepth);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : 'it cannot be parsed';
    throw new ScoringError('InvalidRequest', `Cannot read the request: it is not JSON: ${reason}`, { cause });
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function decode(bytes: Buffer): string {
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new ScoringError('InvalidRequest', 'Cannot read the request: it is not UTF-8', { cause });
  }
}

/** Lets the rest of a body pass unread, so that a connection that serves more requests does not stand still on it. */
export function discardBody(request: HttpRequest): void {
  if (request.bodyUsed) return;
  request.body?.pipeTo(new WritableStream()).catch(() => undefined);
}
