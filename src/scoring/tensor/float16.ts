/** Widens IEEE 754 half precision, which float32 holds exactly; a NaN stays one. */
export function toFloat32FromHalf(bits: Uint16Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(bits, toNumber);
}

/** Widens bfloat16: the upper half of a float32. */
export function toFloat32FromBfloat(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const wide = Uint32Array.from(bits, (half) => half << 16);
  return new Float32Array(wide.buffer);
}

/** One sign bit, five of exponent, ten of fraction. */
function toNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
