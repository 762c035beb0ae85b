import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { createAsyncCache } from './async-cache.ts';
import { loadModel } from './load-model.ts';
import type { Model, OnnxSignature } from './model.ts';
import { type ModelManifest, parseModelManifest } from './model-manifest.ts';
import { ScoringError } from './scoring-error.ts';
import type { OnnxFile } from './scoring-task.ts';

export interface ModelRepositoryOptions {
  /** Holds a folder a model: `<name>/model.json` and its versions. */
  readonly directory: string;
  /** Loads an ONNX file and tells its inputs and outputs. */
  readonly inspect: (file: OnnxFile) => Promise<OnnxSignature>;
}

export interface ModelRepository {
  /** All models, by name. */
  readonly list: () => readonly ModelManifest[];
  /** The manifest of one model; throws ModelNotFound. */
  readonly find: (name: string) => ModelManifest;
  /** A version, or what an alias points at (`production`, or the only version, where none is asked for); loaded once. Throws ModelNotFound, InvalidModel. */
  readonly resolve: (name: string, version?: string) => Promise<Model>;
}

const defaultAlias = 'production';

/** Reads the manifests of all models in a folder; the ONNX files are loaded when they are asked for. */
export async function loadModelRepository(options: ModelRepositoryOptions): Promise<ModelRepository> {
  const manifests = await loadManifests(options.directory);
  const models = createAsyncCache<Model>();

  function find(name: string): ModelManifest {
    const manifest = manifests.get(name);
    if (manifest !== undefined) return manifest;
    const names = [...manifests.keys()].map((known) => JSON.stringify(known)).join(', ');
    throw notFound(
      `Cannot find model ${JSON.stringify(name)}: there ${names === '' ? 'is none' : `is ${names}`}`,
    );
  }

  async function resolve(name: string, version?: string): Promise<Model> {
    const manifest = find(name);
    const pinned = findVersion(manifest, version ?? toDefaultVersion(manifest));
    return models(`${name} ${pinned}`, () => loadModel({ manifest, version: pinned, ...options }));
  }

  return { list: () => [...manifests.values()], find, resolve };
}

async function loadManifests(directory: string): Promise<ReadonlyMap<string, ModelManifest>> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found = await Promise.all(names.sort().map((name) => loadManifest(directory, name)));
  return new Map(
    found.filter((manifest) => manifest !== undefined).map((manifest) => [manifest.name, manifest]),
  );
}

/** A folder without model.json is no model. */
async function loadManifest(directory: string, name: string): Promise<ModelManifest | undefined> {
  const file = path.join(directory, name, 'model.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseModelManifest(text, name);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Where no alias says which version serves, the only one does. */
function toDefaultVersion({ versions, aliases }: ModelManifest): string {
  const [only, ...others] = Object.keys(versions);
  return aliases[defaultAlias] === undefined && others.length === 0 ? (only ?? defaultAlias) : defaultAlias;
}

function findVersion({ name, versions, aliases }: ModelManifest, asked: string): string {
  if (Object.hasOwn(versions, asked)) return asked;
  const pointed = Object.hasOwn(aliases, asked) ? aliases[asked] : undefined;
  if (pointed !== undefined) return pointed;
  const known = [...Object.keys(versions), ...Object.keys(aliases)]
    .map((id) => JSON.stringify(id))
    .join(', ');
  const model = JSON.stringify(name);
  throw notFound(`Cannot find version ${JSON.stringify(asked)} of model ${model}: there is ${known}`);
}

function notFound(message: string): ScoringError {
  return new ScoringError('ModelNotFound', message);
}
