import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { toInvalidModel } from '../model-manifest.ts';
import { type DictionaryInput, encodeTextInputs } from './onnx-dictionaries.ts';
import type { OnnxModel } from './onnx-model.ts';
import { type PackedInput, packInputs } from './onnx-packs.ts';
import { readOnnxModel } from './onnx-reader.ts';
import { findVocabularies, type Vocabularies } from './find-vocabularies.ts';
import { rewriteZipMap } from './onnx-zip-map.ts';
import { findOutputLabels, type OutputLabels } from '../plan/output-labels.ts';
import type { OnnxFile } from '../worker/scoring-task.ts';
import { toScoringError } from '../scoring-error.ts';

export interface LoadedOnnxFile {
  readonly bytes: Uint8Array;
  readonly labels: OutputLabels;
  /** Inputs of texts that the bytes take dictionary encoded. */
  readonly dictionaries?: readonly DictionaryInput[];
  /** Inputs that the bytes take together. */
  readonly packs?: readonly PackedInput[];
  readonly vocabularies: Vocabularies;
}

export interface LoadOptions {
  /** Whether many records are scored at once: then inputs of texts are dictionary encoded, else inputs are packed. */
  readonly bulk: boolean;
}

/**
 * The bytes of an ONNX file as onnxruntime is to load them: of the hash that is expected, without ZipMap.
 * Throws InvalidModel, also for a file that would make onnxruntime read others, for no hash vouches for those.
 */
export async function loadOnnxFile(
  { model, file, sha256 }: OnnxFile,
  { bulk }: LoadOptions,
): Promise<LoadedOnnxFile> {
  const bytes = await readFile(file).catch((cause: unknown) => {
    throw toInvalidModel(model, 'its ONNX file cannot be read', cause);
  });
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw toInvalidModel(model, `the SHA-256 of its ONNX file is ${found}, expected ${sha256}`);
  }
  const { onnx, rewritten } = readAndRewrite(model, bytes);
  assertOneFile(model, onnx);
  const fitted = bulk ? encodeTextInputs(rewritten.bytes, onnx) : packInputs(rewritten.bytes, onnx);
  const labels = findOutputLabels(onnx, rewritten.labels);
  return { ...fitted, labels, vocabularies: findVocabularies(onnx) };
}

/** An error of the reader does not know which model it is. */
function readAndRewrite(model: string, bytes: Uint8Array) {
  try {
    const onnx = readOnnxModel(bytes);
    return { onnx, rewritten: rewriteZipMap(bytes, onnx) };
  } catch (thrown) {
    const { message } = toScoringError(thrown);
    throw toInvalidModel(model, message.replace(/^C/, 'c'), thrown);
  }
}

function assertOneFile(model: string, { constants }: OnnxModel): void {
  const [file] = constants.flatMap(({ externalFiles }) => externalFiles);
  if (file === undefined) return;
  throw toInvalidModel(model, `its weights are in another file, ${JSON.stringify(file)}`);
}
