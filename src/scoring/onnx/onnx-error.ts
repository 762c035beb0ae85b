import { ScoringError } from '../scoring-error.ts';

/** What is wrong with the bytes of an ONNX file. */
export function toInvalidOnnx(what: string): ScoringError {
  return new ScoringError('InvalidModel', `Cannot read the ONNX file: ${what}`);
}
