const zero = 0x30;
const nine = 0x39;
const minus = 0x2d;
const plus = 0x2b;
const point = 0x2e;
/** Up to this many digits a mantissa is exact in a double, and so is every power of ten it is divided by. */
const maxDigits = 15;
const powersOfTen = Array.from({ length: maxDigits + 1 }, (_, k) => 10 ** k);

/**
 * The number that plain decimal digits spell, equal to `Number(text)`; NaN for whatever is written another way.
 * Mantissa and power of ten are exact, so the one division rounds correctly (Clinger 1990).
 */
export function parsePlainDecimal(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const negative = bytes[at] === minus;
  if (negative || bytes[at] === plus) at++;
  if (end - at > maxDigits + 1) return NaN;
  let mantissa = 0;
  let pointAt = end;
  const digitsStart = at;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= zero && byte <= nine) mantissa = mantissa * 10 + (byte - zero);
    else if (byte === point && pointAt === end) pointAt = at;
    else return NaN;
  }
  const decimals = pointAt === end ? 0 : end - pointAt - 1;
  const digits = end - digitsStart - (pointAt === end ? 0 : 1);
  if (digits === 0 || digits > maxDigits) return NaN;
  const value = decimals === 0 ? mantissa : mantissa / (powersOfTen[decimals] ?? 1);
  return negative ? -value : value;
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text spells in decimal, spaces around it ignored; undefined where it spells none. */
export function parseDecimalText(text: string): number | undefined {
  const trimmed = text.trim();
  return decimalPattern.test(trimmed) ? Number(trimmed) : undefined;
}
