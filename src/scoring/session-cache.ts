import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createAsyncCache } from './async-cache.ts';
import { toInvalidModel } from './model-manifest.ts';
import { type OnnxSession, openOnnxSession } from './onnx-session.ts';
import type { OnnxFile } from './scoring-task.ts';

/** Gives the session of a file, opened once; a failed opening is tried again by the next who asks. */
export type SessionCache = (file: OnnxFile) => Promise<OnnxSession>;

export function createSessionCache(options: { readonly onnxThreads: number }): SessionCache {
  const sessions = createAsyncCache<OnnxSession>();
  return (file) => sessions(`${file.sha256} ${file.file}`, () => openVerified(file, options.onnxThreads));
}

async function openVerified({ model, file, sha256 }: OnnxFile, threads: number): Promise<OnnxSession> {
  const found = await hashFile(model, file);
  if (found !== sha256) {
    throw toInvalidModel(model, `the SHA-256 of its ONNX file is ${found}, expected ${sha256}`);
  }
  try {
    return await openOnnxSession(file, { threads });
  } catch (cause) {
    throw toInvalidModel(model, 'onnxruntime cannot load its ONNX file', cause);
  }
}

async function hashFile(model: string, file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw toInvalidModel(model, 'its ONNX file cannot be read', cause);
  }
  return hash.digest('hex');
}
