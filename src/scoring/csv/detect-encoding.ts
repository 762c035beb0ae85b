import { isAscii, isUtf8 } from 'node:buffer';
import type { TextEncoding } from '../table/table-format.ts';

const firstNonAscii = 0x80;
const longestSequence = 4;

/** Tells the encoding of a text whose bytes come in pieces. */
export interface EncodingDetector {
  readonly push: (bytes: Uint8Array) => void;
  /** UTF-8 as long as all bytes are ASCII. */
  readonly encoding: () => TextEncoding;
  /** Undefined as long as all bytes are ASCII. */
  readonly toldEncoding: () => TextEncoding | undefined;
}

/**
 * The first character that is not ASCII decides: two to four bytes that are right in UTF-8 are hardly ever what another
 * encoding means. What is wrong later on is a fault of its record then, and changes nothing for the others.
 */
export function createEncodingDetector(): EncodingDetector {
  let sequence: Uint8Array | undefined;
  let found: TextEncoding | undefined;
  const decide = (bytes: Uint8Array) => {
    sequence = Buffer.concat([sequence ?? new Uint8Array(), bytes]).subarray(0, longestSequence);
    const length = toLength(sequence[0] ?? 0);
    if (sequence.length < length) return;
    found = isUtf8(sequence.subarray(0, length)) ? 'utf-8' : 'windows-1252';
  };
  const toldEncoding = () => found ?? (sequence === undefined ? undefined : 'windows-1252');
  return {
    push: (bytes) => {
      if (found !== undefined) return;
      if (sequence !== undefined) decide(bytes);
      else if (!isAscii(bytes)) decide(bytes.subarray(bytes.findIndex((byte) => byte >= firstNonAscii)));
    },
    encoding: () => toldEncoding() ?? 'utf-8',
    toldEncoding,
  };
}

/** Bytes of a character that begins so; 1 for what begins none. */
function toLength(lead: number): number {
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 1;
}
