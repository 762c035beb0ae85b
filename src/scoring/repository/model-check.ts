import { checkExternalData, checkOperators, checkVersions, checkZipMaps } from './model-check-graph.ts';
import { checkBatch, checkInputs, checkOutputs } from './model-check-values.ts';
import type { OnnxModel } from '../onnx/onnx-model.ts';
import { onnxSupport } from '../onnx/onnx-support.ts';
import { readOnnxModel } from '../onnx/onnx-reader.ts';
import { rewriteZipMap } from '../onnx/onnx-zip-map.ts';
import { toScoringError } from '../scoring-error.ts';

/** One thing that fits, that is worth knowing, or that keeps the model from being scored with. */
export interface Finding {
  readonly level: 'ok' | 'note' | 'problem';
  readonly message: string;
  /** What can be done about it. */
  readonly fix?: string;
}

export interface ModelReport {
  /** Whether there is no problem. */
  readonly fits: boolean;
  readonly findings: readonly Finding[];
  /** As the model is scored with: after the rewriting. */
  readonly model: OnnxModel;
}

export interface ModelFile {
  /** As it is told to the reader. */
  readonly name: string;
}

const largeBytes = 256 * 1024 * 1024;

/** Says in plain words whether a model can be scored with, and what to do where not; throws InvalidModel where the bytes are not an ONNX file. */
export function checkModel(bytes: Uint8Array, { name }: ModelFile): ModelReport {
  const given = readOnnxModel(bytes);
  const rewriting = checkRewriting(bytes, given);
  const model = rewriting.model ?? given;
  const findings = [
    checkSize(bytes.length, name),
    ...checkVersions(given),
    ...checkOperators(given),
    ...checkExternalData(given),
    ...rewriting.findings,
    ...checkInputs(model),
    ...checkBatch(model),
    ...checkOutputs(model),
  ];
  return { fits: findings.every(({ level }) => level !== 'problem'), findings, model };
}

function checkRewriting(
  bytes: Uint8Array,
  given: OnnxModel,
): { readonly findings: readonly Finding[]; readonly model?: OnnxModel } {
  try {
    const rewritten = rewriteZipMap(bytes, given);
    const model = rewritten.bytes === bytes ? given : readOnnxModel(rewritten.bytes);
    return { findings: checkZipMaps(rewritten.labels), model };
  } catch (thrown) {
    const { message } = toScoringError(thrown);
    return { findings: [{ level: 'problem', message, fix: 'Export it with the option zipmap=False' }] };
  }
}

function checkSize(sizeBytes: number, name: string): Finding {
  const size = `"${name}" has ${sizeBytes} bytes`;
  if (sizeBytes > onnxSupport.maxBytes) {
    const message = `${size}, more than ${onnxSupport.maxBytes}, which is all that an ONNX file can hold`;
    return { level: 'problem', message, fix: 'Quantize it, or export a smaller model' };
  }
  if (sizeBytes < largeBytes) return { level: 'ok', message: size };
  const fix = 'Quantize it, lower SCORING_THREADS, or choose instances with more memory';
  return { level: 'note', message: `${size}, and every worker thread holds a copy`, fix };
}
