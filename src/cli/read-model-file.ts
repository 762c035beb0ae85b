import { type FileHandle, open } from 'node:fs/promises';
import { onnxSupport } from '../scoring/onnx/onnx-support.ts';
import { CommandError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';

/** Reads a file that is to be a model; throws CommandError where it cannot be read or is too large to be one. */
export async function readModelFile(file: string): Promise<Uint8Array> {
  const shown = JSON.stringify(file);
  try {
    const handle = await open(file);
    return await readAtMost(handle, { shown, maxBytes: onnxSupport.maxBytes }).finally(() => handle.close());
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown;
    throw new CommandError(`Cannot read ${shown}: ${describeFileError(thrown)}`, 1, { cause: thrown });
  }
}

interface ReadLimit {
  readonly shown: string;
  readonly maxBytes: number;
}

async function readAtMost(handle: FileHandle, { shown, maxBytes }: ReadLimit): Promise<Uint8Array> {
  const { size } = await handle.stat();
  if (size <= maxBytes) return handle.readFile();
  const limit = `it has ${size} bytes, more than ${maxBytes}, which is all that an ONNX file can hold`;
  throw new CommandError(`Cannot read ${shown}: ${limit}`);
}
