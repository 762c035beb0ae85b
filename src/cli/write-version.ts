import { randomBytes } from 'node:crypto';
import { mkdir, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CommandError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';

export interface VersionFiles {
  /** The folder of the model. */
  readonly folder: string;
  readonly version: string;
  readonly bytes: Uint8Array;
  /** The text of golden.json. */
  readonly golden: string;
  /** The text of model.json. */
  readonly manifest: string;
}

/** Puts a version in its place and then model.json, both or none of them; throws CommandError where it cannot be done. */
export async function writeVersion(files: VersionFiles): Promise<void> {
  const staged = path.join(files.folder, `.adding-${randomBytes(6).toString('hex')}`);
  try {
    await stage(staged, files);
    await place(staged, files);
  } catch (thrown) {
    if (thrown instanceof CommandError) throw thrown;
    throw toWriteError(files.folder, thrown);
  } finally {
    await rm(staged, { recursive: true, force: true }).catch(() => undefined);
    // Only the folder of a model that has just failed to be added is empty.
    await rmdir(files.folder).catch(() => undefined);
  }
}

async function stage(staged: string, { version, bytes, golden, manifest }: VersionFiles): Promise<void> {
  await mkdir(path.join(staged, version), { recursive: true });
  await writeFile(path.join(staged, version, 'model.onnx'), bytes);
  await writeFile(path.join(staged, version, 'golden.json'), golden);
  await writeFile(path.join(staged, 'model.json'), manifest);
}

/** A version folder that holds something is never replaced: renaming onto it fails. */
async function place(staged: string, { folder, version }: VersionFiles): Promise<void> {
  const placed = path.join(folder, version);
  await rename(path.join(staged, version), placed).catch((thrown: unknown) => {
    throw toWriteError(placed, thrown);
  });
  try {
    await rename(path.join(staged, 'model.json'), path.join(folder, 'model.json'));
  } catch (thrown) {
    await rm(placed, { recursive: true, force: true });
    throw toWriteError(path.join(folder, 'model.json'), thrown);
  }
}

function toWriteError(file: string, cause: unknown): CommandError {
  return new CommandError(`Cannot write ${JSON.stringify(file)}: ${describeFileError(cause)}`, 1, { cause });
}
