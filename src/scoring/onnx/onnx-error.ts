import { ScoringError } from '../scoring-error.ts';

/** What is wrong with the bytes of an ONNX file. */
export function toInvalidOnnx(what: string): ScoringError {
  return new ScoringError('InvalidModel', `Cannot read the ONNX file: ${what}`);
}

/** The version of the format comes first in what every exporter writes: field 1, a number. */
const firstByte = 0x08;

/** Bytes that break the format: of another kind of file, of one that lacks its end, or of a damaged one. */
export function toBrokenOnnx(
  bytes: Uint8Array,
  what: string,
  { isCutOff = false }: { readonly isCutOff?: boolean } = {},
): ScoringError {
  if (bytes[0] !== firstByte) return toInvalidOnnx(`it is not an ONNX file: ${what}`);
  return toInvalidOnnx(`it is ${isCutOff ? 'cut off' : 'damaged'}: ${what}`);
}
