import { createAsyncCache } from './async-cache.ts';
import { toInvalidModel } from './model-manifest.ts';
import { loadOnnxFile } from './onnx-file.ts';
import { type OnnxSession, openOnnxSession } from './onnx-session.ts';
import type { OnnxFile } from './scoring-task.ts';

/** Gives the session of a file, opened once; a failed opening is tried again by the next who asks. */
export type SessionCache = (file: OnnxFile) => Promise<OnnxSession>;

export function createSessionCache(options: { readonly onnxThreads: number }): SessionCache {
  const sessions = createAsyncCache<OnnxSession>();
  return (file) => sessions(`${file.sha256} ${file.file}`, () => openVerified(file, options.onnxThreads));
}

async function openVerified(file: OnnxFile, threads: number): Promise<OnnxSession> {
  const { bytes, labels } = await loadOnnxFile(file);
  try {
    const session = await openOnnxSession(bytes, { threads });
    return { ...session, signature: { ...session.signature, labels } };
  } catch (cause) {
    throw toInvalidModel(file.model, 'onnxruntime cannot load its ONNX file', cause);
  }
}
