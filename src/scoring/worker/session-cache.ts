import { createAsyncCache } from '../async-cache.ts';
import { toInvalidModel } from '../model-manifest.ts';
import { loadOnnxFile } from '../onnx/onnx-file.ts';
import { type OnnxSession, openOnnxSession } from '../onnx/onnx-session.ts';
import type { OnnxFile, WorkerSettings } from './scoring-task.ts';

/** The sessions of one thread, one a file. */
export interface SessionCache {
  /** Gives the session of a file, opened once; a failed opening is tried again by the next who asks. */
  readonly open: (file: OnnxFile) => Promise<OnnxSession>;
  /**
   * Ends the session of a file, if there is one; nothing may run in it. onnxruntime-node 1.30 then gives its memory back:
   * 250 sessions of a 4 MB model, one after the other, left 6 MB behind, and 50 that were not ended 390 MB.
   */
  readonly close: (file: OnnxFile) => Promise<void>;
}

export function createSessionCache(settings: WorkerSettings): SessionCache {
  const sessions = createAsyncCache<OnnxSession>();
  return {
    open: (file) => sessions(toId(file), () => openVerified(file, settings)),
    close: async (file) => {
      const session = await sessions.take(toId(file));
      await session?.close();
    },
  };
}

function toId({ sha256, file }: OnnxFile): string {
  return `${sha256} ${file}`;
}

async function openVerified(
  file: OnnxFile,
  { onnxThreads: threads, bulk }: WorkerSettings,
): Promise<OnnxSession> {
  const { bytes, labels, vocabularies, ...inputs } = await loadOnnxFile(file, { bulk });
  try {
    const session = await openOnnxSession(bytes, { ...inputs, threads, keepMemory: !bulk });
    return { ...session, signature: { ...session.signature, labels }, vocabularies };
  } catch (cause) {
    throw toInvalidModel(file.model, 'onnxruntime cannot load its ONNX file', cause);
  }
}
