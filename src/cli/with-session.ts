import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OnnxSession, openOnnxSession } from '../scoring/onnx/onnx-session.ts';
import { rewriteZipMap } from '../scoring/onnx/onnx-zip-map.ts';
import { CommandError } from './command-error.ts';
import { readMessage } from './thrown.ts';

/** Loads a model from its bytes, gives it to `use` and closes it; throws CommandError where onnxruntime refuses it. */
export async function withSession<T>(
  { model, bytes }: { readonly model: string; readonly bytes: Uint8Array },
  use: (session: OnnxSession) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'onscore-model-'));
  try {
    const file = path.join(folder, 'model.onnx');
    await writeFile(file, rewriteZipMap(bytes).bytes);
    const session = await open(model, file);
    return await use(session).finally(() => session.close());
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function open(model: string, file: string): Promise<OnnxSession> {
  return openOnnxSession(file, { threads: 1 }).catch((cause: unknown) => {
    throw new CommandError(`Cannot add "${model}": onnxruntime does not load it: ${readMessage(cause)}`, 1, {
      cause,
    });
  });
}
