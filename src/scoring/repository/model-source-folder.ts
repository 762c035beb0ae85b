import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isModelName } from '../model-manifest.ts';
import type { ManifestText, ModelSource } from './model-source.ts';
import { ScoringError } from '../scoring-error.ts';

/** Reads models from a folder, the one that ships with the app: `<name>/model.json` and the files that it names. */
export function createFolderModelSource(directory: string): ModelSource {
  const place = `the folder ${JSON.stringify(directory)}`;
  const manifestFile = (name: string) => path.join(directory, name, 'model.json');

  async function readManifest(name: string): Promise<ManifestText | undefined> {
    const text = await readFile(manifestFile(name), 'utf8').catch((error: unknown) => {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    });
    return text === undefined ? undefined : { text, revision: toRevision(text) };
  }

  /** A folder without model.json is no model. */
  async function list(): Promise<ReadonlyMap<string, string>> {
    const entries = await readdir(directory, { withFileTypes: true }).catch((cause: unknown) => {
      throw new ScoringError('Unavailable', `Cannot list the models of ${place}`, { cause });
    });
    const names = entries
      .filter((entry) => !entry.isFile() && isModelName(entry.name))
      .map(({ name }) => name);
    const revisions = new Map<string, string>();
    for (const name of names.sort()) {
      const manifest = await readManifest(name);
      if (manifest !== undefined) revisions.set(name, manifest.revision);
    }
    return revisions;
  }

  async function writeManifest(name: string, { text, revision }: ManifestText): Promise<string> {
    if ((await readManifest(name))?.revision !== revision) throw toChanged(name);
    await replaceFile(manifestFile(name), text).catch((cause: unknown) => {
      throw hasCode(cause, 'EROFS', 'EACCES', 'EPERM') ? toReadOnly(name, cause) : cause;
    });
    return toRevision(text);
  }

  return {
    place,
    shipped: true,
    list,
    readManifest,
    fetch: (name, file) => Promise.resolve(path.join(directory, name, file)),
    writeManifest,
  };
}

/** Whoever reads meanwhile finds the old file or the new one, whole. */
async function replaceFile(file: string, text: string): Promise<void> {
  const staged = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(staged, text);
    await rename(staged, file);
  } finally {
    await rm(staged, { force: true }).catch(() => undefined);
  }
}

function toRevision(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function toChanged(name: string): ScoringError {
  return new ScoringError('Conflict', `Cannot write model.json of "${name}": it has changed meanwhile`);
}

function toReadOnly(name: string, cause: unknown): ScoringError {
  const what =
    'its folder is read-only here: deploy the change, or put the model into the container "models"';
  return new ScoringError('Conflict', `Cannot write model.json of "${name}": ${what}`, { cause });
}

/** Asked of the value: an error of Node.js is not of every realm's Error. */
function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && codes.includes(String(error.code));
}
