import { hasLongIntegers, parseLongIntegers } from '../../scoring/tensor/tensor-json.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseJson, readBody } from '../http/request-body.ts';
import type { RequestLimits } from '../scoring-handler.ts';
import { jsonLengthHeader } from './v2-answer.ts';
import { refuse } from './v2-parameters.ts';
import type { WebRequest } from '../http/web-request.ts';

export interface InferBody {
  readonly json: unknown;
  /** The bytes after the JSON, where the request says how long its JSON is. */
  readonly tail: Uint8Array | undefined;
}

/** Reads the body of an inference request: JSON, or JSON with the bytes of tensors behind it. */
export async function readInferBody(request: WebRequest, limits: RequestLimits): Promise<InferBody> {
  const length = request.headers.get(jsonLengthHeader);
  assertContentType(request.headers.get('content-type'), length !== null);
  const body = await readBody(request, limits);
  if (length === null) return { json: toJson(body, limits), tail: undefined };
  const jsonBytes = parseLength(length, body.length);
  return { json: toJson(body.subarray(0, jsonBytes), limits), tail: body.subarray(jsonBytes) };
}

function parseLength(text: string, bodyBytes: number): number {
  if (!/^\d{1,15}$/.test(text)) throw refuse(`${jsonLengthHeader} is "${text}", expected a number of bytes`);
  const length = Number(text);
  if (length > bodyBytes)
    throw refuse(`${jsonLengthHeader} is ${length}, but its body has ${bodyBytes} bytes`);
  return length;
}

/** The clients of Triton send none with binary tensors. */
function assertContentType(header: string | null, hasTail: boolean): void {
  const [type = ''] = (header ?? '').split(';');
  const known = hasTail ? ['', 'application/json', 'application/octet-stream'] : ['', 'application/json'];
  if (known.includes(type.trim().toLowerCase())) return;
  const expected = hasTail ? 'application/octet-stream' : 'application/json';
  const but = hasTail ? '' : `; binary tensors want the header ${jsonLengthHeader}, too`;
  const message = `Cannot read the request: its content type is "${header ?? ''}", expected ${expected}${but}`;
  throw new ScoringError('UnsupportedMediaType', message);
}

/** Whole numbers beyond those that JSON.parse keeps are read once more, with all their digits. */
function toJson(bytes: Buffer, limits: RequestLimits): unknown {
  const json = parseJson(bytes, limits);
  return hasLongIntegers(bytes) ? parseLongIntegers(decoder.decode(bytes)) : json;
}

/** Passes over a byte order mark, as the first reading does. */
const decoder = new TextDecoder();
