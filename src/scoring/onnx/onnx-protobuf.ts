import { toBrokenOnnx } from './onnx-error.ts';

/** A part of a file: from a first byte up to, not including, an end. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Is told the fields of a message in their order; a kind that is not asked for is skipped unread. */
export interface FieldVisitor {
  /** `start` is where the field with its tag begins; the field ends where its content does. */
  readonly onBytes?: (field: number, content: ByteRange, start: number) => void;
  readonly onInteger?: (field: number, value: bigint) => void;
}

const maxVarintBytes = 10;
const maxTag = 2 ** 32;
/** Of every message of Protocol Buffers. */
const maxFileBytes = 2 ** 31;

/** Walks over one message of the Protocol Buffers wire format without copying it; throws InvalidModel where it is broken. */
export function scanFields(bytes: Uint8Array, { start, end }: ByteRange, visitor: FieldVisitor): void {
  let at = start;
  while (at < end) {
    const tagEnd = findVarintEnd(bytes, at, end);
    const tag = toNumber(bytes, at, tagEnd);
    const field = Math.floor(tag / 8);
    if (field === 0 || tag >= maxTag) throw toBrokenOnnx(bytes, `at byte ${at} is no field`);
    at = scanValue(bytes, { start: at, field, wireType: tag % 8, valueStart: tagEnd, end }, visitor);
  }
}

interface FieldPlace extends ByteRange {
  readonly field: number;
  readonly wireType: number;
  readonly valueStart: number;
}

/** Gives where the field ends. */
function scanValue(bytes: Uint8Array, place: FieldPlace, visitor: FieldVisitor): number {
  const { field, valueStart, end } = place;
  switch (place.wireType) {
    case 0: {
      const valueEnd = findVarintEnd(bytes, valueStart, end);
      visitor.onInteger?.(field, toInt64(bytes, valueStart, valueEnd));
      return valueEnd;
    }
    case 1:
      return skip(bytes, place, 8);
    case 2: {
      const start = findVarintEnd(bytes, valueStart, end);
      const contentEnd = skip(bytes, { ...place, valueStart: start }, toNumber(bytes, valueStart, start));
      visitor.onBytes?.(field, { start, end: contentEnd }, place.start);
      return contentEnd;
    }
    case 5:
      return skip(bytes, place, 4);
    default:
      throw toBrokenOnnx(
        bytes,
        `field ${field} at byte ${place.start} is of wire type ${place.wireType}, which ONNX has not`,
      );
  }
}

function skip(bytes: Uint8Array, { field, start, valueStart, end }: FieldPlace, length: number): number {
  if (length <= end - valueStart) return valueStart + length;
  const room = `field ${field} at byte ${start} is ${length} bytes long, but ${end - valueStart} are left`;
  throw toBrokenOnnx(bytes, room, { isCutOff: end === bytes.length && length < maxFileBytes });
}

function findVarintEnd(bytes: Uint8Array, start: number, end: number): number {
  const limit = Math.min(end, start + maxVarintBytes);
  for (let at = start; at < limit; at++) {
    if ((bytes[at] ?? 0) < 0x80) return at + 1;
  }
  const isShort = limit < start + maxVarintBytes;
  const fault = isShort ? 'has no end' : `is longer than ${maxVarintBytes} bytes`;
  const isCutOff = isShort && limit === bytes.length;
  throw toBrokenOnnx(bytes, `the number at byte ${start} ${fault}`, { isCutOff });
}

/** Exact up to 2^53; what is larger is beyond every limit anyway. */
function toNumber(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = end - 1; at >= start; at--) value = value * 128 + ((bytes[at] ?? 0) & 0x7f);
  return value;
}

function toInt64(bytes: Uint8Array, start: number, end: number): bigint {
  if (end - start < 8) return BigInt(toNumber(bytes, start, end));
  let value = 0n;
  for (let at = end - 1; at >= start; at--) value = (value << 7n) | BigInt((bytes[at] ?? 0) & 0x7f);
  return BigInt.asIntN(64, value);
}

/** The numbers of a packed field, in order. */
export function scanPackedIntegers(
  bytes: Uint8Array,
  { start, end }: ByteRange,
  onInteger: (value: bigint) => void,
): void {
  let at = start;
  while (at < end) {
    const next = findVarintEnd(bytes, at, end);
    onInteger(toInt64(bytes, at, next));
    at = next;
  }
}

export function toText(bytes: Uint8Array, { start, end }: ByteRange): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** The first text in a field of a message. */
export function readFirstText(bytes: Uint8Array, message: ByteRange, wanted: number): string | undefined {
  let text: string | undefined;
  scanFields(bytes, message, {
    onBytes: (field, content) => {
      if (field === wanted) text ??= toText(bytes, content);
    },
  });
  return text;
}
