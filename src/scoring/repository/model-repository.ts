import { createInTurn } from '../worker/in-turn.ts';
import { type AliasChange, createAliasMover } from './model-alias-mover.ts';
import { createModelLister } from './model-listing.ts';
import { createModelLoader, type ModelLoaderOptions } from './model-loader.ts';
import { createModelLookup, getEntry, getSlot, type ModelLookup } from './model-lookup.ts';
import { createModelRefresher, findFailure } from './model-refresher.ts';
import type { Report } from './model-reporter.ts';
import { createFolderModelSource } from './model-source-folder.ts';
import type { ModelSource } from './model-source.ts';
import { createModelTable } from './model-table.ts';
import { createModelUpdater, type UpdateOptions } from './model-updater.ts';
import type { Model } from '../model.ts';

export interface ModelRepositoryOptions extends ModelLoaderOptions {
  /** Of models of one name, that of the later source is taken. */
  readonly sources: readonly ModelSource[];
  /** Longer than any request may take; two minutes where not given. */
  readonly retireAfterMs?: number;
  /** Told of models that come, change, go, or fail. */
  readonly report?: Report;
}

export interface ModelRepository extends ModelLookup {
  /** A version, or what an alias points at (`production`, or the only version, where none is asked for); loaded once. Throws ModelNotFound, InvalidModel, and Unavailable where it is unloaded. */
  readonly resolve: (name: string, version?: string) => Promise<Model>;
  /** Whether every source was read and every model is loaded that can be: a broken one keeps no instance from its work. */
  readonly isReady: () => boolean;
  /** Reads all sources for the first time and loads what takes traffic; requests wait until the sources are read. */
  readonly start: () => Promise<void>;
  /** Takes over what has changed in the sources since. */
  readonly refresh: () => Promise<void>;
  /** Reads one model anew and puts it into service; throws why that cannot be done, and ModelNotFound. */
  readonly load: (name: string, options?: UpdateOptions) => Promise<void>;
  /** Takes a model out of the service of this instance; throws ModelNotFound. */
  readonly unload: (name: string) => Promise<void>;
  /** Points an alias elsewhere, in the source too; throws Conflict where that breaks callers or the model has changed meanwhile. */
  readonly moveAlias: (change: AliasChange) => Promise<void>;
  readonly close: () => void;
}

const defaultRetireAfterMs = 120_000;
const silent: Report = () => undefined;

/** Reads the manifests of the models that ship; `start` does the rest. */
export async function createModelRepository(options: ModelRepositoryOptions): Promise<ModelRepository> {
  const { sources, report = silent, retire = () => Promise.resolve() } = options;
  const table = createModelTable({ retire, retireAfterMs: options.retireAfterMs ?? defaultRetireAfterMs });
  const updater = createModelUpdater(table, createModelLoader(options));
  const refresher = createModelRefresher({ table, updater, report, listModels: createModelLister(sources) });
  const moveAlias = createAliasMover(table, updater);
  const inTurn = createInTurn();
  let reading: Promise<unknown> | undefined;
  let ready = false;

  const shipped = createModelLister(sources.filter((source) => source.shipped));
  const [failure] = await createModelRefresher({
    ...{ table, updater, listModels: shipped, report: silent },
  }).takeListing();
  if (failure !== undefined) throw failure;

  async function takeOver(listed: ReturnType<typeof refresher.takeListing>): Promise<void> {
    const failures = await listed;
    await inTurn(refresher.loadServed);
    ready ||= failures.length === 0;
  }

  async function start(): Promise<void> {
    const listed = inTurn(refresher.takeListing);
    reading = listed.catch(() => undefined).then(() => (reading = undefined));
    await takeOver(listed);
  }

  async function resolve(name: string, version?: string): Promise<Model> {
    if (reading !== undefined) await reading;
    return getSlot(getEntry(table, name), version).load();
  }

  async function load(name: string, update: UpdateOptions = { force: false }): Promise<void> {
    await refresher.reload(name, update);
    await updater.loadServed(getEntry(table, name));
    const failed = findFailure(getEntry(table, name));
    if (failed !== undefined) throw failed;
  }

  function unload(name: string): Promise<void> {
    updater.unload(getEntry(table, name));
    return Promise.resolve();
  }

  return {
    ...createModelLookup(table),
    resolve,
    isReady: () => ready,
    start,
    refresh: () => takeOver(inTurn(refresher.takeListing)),
    load: (name, update) => inTurn(() => load(name, update)),
    unload: (name) => inTurn(() => unload(name)),
    moveAlias: (change) => inTurn(() => moveAlias(change)),
    close: table.close,
  };
}

export interface FolderRepositoryOptions extends Omit<ModelRepositoryOptions, 'sources'> {
  /** Holds a folder a model: `<name>/model.json` and its versions. */
  readonly directory: string;
}

/** Reads the manifests of all models in a folder; the ONNX files are loaded when they are asked for. */
export function loadModelRepository({
  directory,
  ...options
}: FolderRepositoryOptions): Promise<ModelRepository> {
  return createModelRepository({ ...options, sources: [createFolderModelSource(directory)] });
}
