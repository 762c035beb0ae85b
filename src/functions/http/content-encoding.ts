import { promisify } from 'node:util';
import { gunzip, inflate, inflateRaw } from 'node:zlib';
import { ScoringError } from '../../scoring/scoring-error.ts';

const encodings = ['identity', 'gzip', 'x-gzip', 'deflate'] as const;
type ContentEncoding = (typeof encodings)[number];

/** Reads a Content-Encoding header; fails with `UnsupportedMediaType` for what cannot be undone, several one upon another included. */
export function parseContentEncoding(header: string | null): ContentEncoding {
  const asked = header?.trim().toLowerCase() ?? '';
  const encoding = asked === '' ? 'identity' : encodings.find((known) => known === asked);
  if (encoding !== undefined) return encoding;
  throw new ScoringError(
    'UnsupportedMediaType',
    `Cannot read the request: its content encoding is "${header ?? ''}", expected gzip, deflate or none`,
  );
}

/** Undoes the encoding of a body, away from this thread; fails with `TooLarge` as soon as more than `maxBytes` come out of it. */
export async function decodeContent(
  bytes: Buffer,
  encoding: ContentEncoding,
  maxBytes: number,
): Promise<Buffer> {
  if (encoding === 'identity') return bytes;
  const decode = chooseDecoder(bytes, encoding);
  try {
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (cause) {
    if (isTooLarge(cause)) throw toTooLarge(bytes.length, maxBytes);
    throw new ScoringError('InvalidRequest', `Cannot read the request: its body is not ${encoding}`, {
      cause,
    });
  }
}

const decoders = {
  gunzip: promisify(gunzip),
  inflate: promisify(inflate),
  inflateRaw: promisify(inflateRaw),
};

/** What HTTP calls deflate begins with a header of zlib (RFC 9110, 8.4.1.2), which some callers leave out. */
function chooseDecoder(bytes: Buffer, encoding: Exclude<ContentEncoding, 'identity'>) {
  if (encoding !== 'deflate') return decoders.gunzip;
  const isZlib = bytes.length >= 2 && (bytes.readUInt8(0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return isZlib ? decoders.inflate : decoders.inflateRaw;
}

function isTooLarge(cause: unknown): boolean {
  return (
    typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
  );
}

function toTooLarge(bytes: number, maxBytes: number): ScoringError {
  return new ScoringError(
    'TooLarge',
    `Cannot read the request: its ${bytes} bytes inflate to more than ${maxBytes}`,
    {
      details: { bytes, maxBytes },
    },
  );
}
