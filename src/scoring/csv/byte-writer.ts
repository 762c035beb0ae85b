import { toBuffer } from './csv-syntax.ts';

const zero = 0x30;

/** Writes text to bytes that grow as needed. */
export interface ByteWriter {
  readonly byte: (value: number) => void;
  /** A whole number within 2^53. */
  readonly integer: (value: number) => void;
  /** `digits / 10^decimals`, written without exponent. */
  readonly decimal: (digits: number, decimals: number) => void;
  /** Text of nothing but these characters; whether it was, and so was written. */
  readonly onlyOf: (text: string, allowed: Uint8Array) => boolean;
  /** Text known to be ASCII. */
  readonly ascii: (text: string) => void;
  readonly utf8: (text: string) => void;
  readonly finish: () => Uint8Array<ArrayBuffer>;
}

export function createByteWriter(capacity: number): ByteWriter {
  let bytes = new Uint8Array(Math.max(64, capacity));
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, length + more));
    larger.set(bytes);
    bytes = larger;
  }

  function digits(value: number, count: number): void {
    let rest = value;
    for (let at = length + count - 1; at >= length; at--) {
      const next = Math.floor(rest / 10);
      bytes[at] = zero + (rest - next * 10);
      rest = next;
    }
    length += count;
  }

  function byte(value: number): void {
    reserve(1);
    bytes[length++] = value;
  }

  function integer(value: number): void {
    reserve(17);
    if (value < 0) bytes[length++] = 0x2d;
    const size = Math.abs(value);
    digits(size, countDigits(size));
  }

  function decimal(value: number, decimals: number): void {
    reserve(48);
    const power = 10 ** decimals;
    const whole = Math.floor(value / power);
    digits(whole, countDigits(whole));
    if (decimals === 0) return;
    bytes[length++] = 0x2e;
    digits(value - whole * power, decimals);
  }

  function ascii(text: string): void {
    reserve(text.length);
    for (let k = 0; k < text.length; k++) bytes[length++] = text.charCodeAt(k);
  }

  function onlyOf(text: string, allowed: Uint8Array): boolean {
    reserve(text.length);
    for (let k = 0; k < text.length; k++) {
      const code = text.charCodeAt(k);
      if (allowed[code] !== 1) return false;
      bytes[length + k] = code;
    }
    length += text.length;
    return true;
  }

  function utf8(text: string): void {
    reserve(text.length * 3);
    length += toBuffer(bytes).write(text, length, 'utf8');
  }

  return { byte, integer, decimal, onlyOf, ascii, utf8, finish: () => bytes.slice(0, length) };
}

function countDigits(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit; limit *= 10) count++;
  return count;
}
