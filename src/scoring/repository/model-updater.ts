import type { ModelLoader } from './model-loader.ts';
import type { FoundModel } from './model-listing.ts';
import { type ModelManifest, parseModelManifest } from '../model-manifest.ts';
import { assertReplaces } from './model-replacement.ts';
import { createSnapshot, loadServedVersions, type ModelSnapshot } from './model-snapshot.ts';
import type { ModelEntry, ModelTable } from './model-table.ts';
import { ScoringError, toScoringError } from '../scoring-error.ts';

export interface UpdateOptions {
  /** Takes a state that breaks callers of the one that serves. */
  readonly force: boolean;
}

/** Brings the table to what the sources hold; what is not good enough never replaces what serves. */
export interface ModelUpdater {
  /** Reads a model.json and lets it serve, or notes why it cannot. */
  readonly update: (found: FoundModel, options: UpdateOptions) => Promise<ModelEntry>;
  /** Tries a model.json against the one that serves; throws where it must not replace it. */
  readonly tryManifest: (found: FoundModel, text: string, options: UpdateOptions) => Promise<ModelSnapshot>;
  /** Loads what takes traffic of a model; a version that fails keeps no other from it. */
  readonly loadServed: (entry: ModelEntry) => Promise<void>;
  /** Takes a model out of service, and forgets what it has loaded. */
  readonly unload: (entry: ModelEntry) => void;
}

export function createModelUpdater(table: ModelTable, loadVersion: ModelLoader): ModelUpdater {
  function toSnapshot(found: FoundModel, manifest: ModelManifest, previous?: ModelSnapshot): ModelSnapshot {
    const load = (version: string) => loadVersion(found.source, manifest, version);
    // The same path in another source is another file.
    const isSame = previous?.found.source === found.source;
    return createSnapshot({ found, manifest, load, ...(isSame && { previous }) });
  }

  async function tryManifest(
    found: FoundModel,
    text: string,
    options: UpdateOptions,
  ): Promise<ModelSnapshot> {
    const current = table.get(found.name)?.snapshot;
    const next = toSnapshot(found, parseModelManifest(text, found.name), current);
    try {
      if (current !== undefined) await assertReplaces(current, next, options);
      return next;
    } catch (thrown) {
      table.discard(next);
      throw thrown;
    }
  }

  async function update(found: FoundModel, options: UpdateOptions): Promise<ModelEntry> {
    const { name, source } = found;
    const { snapshot, unloaded = false } = table.get(name) ?? {};
    const entry: ModelEntry = await readManifest(found)
      .then(({ text, revision }) => tryManifest({ name, source, revision }, text, options))
      .then((next) => ({ name, snapshot: next, rejected: undefined, unloaded }))
      .catch((thrown: unknown) => {
        const rejected = { revision: found.revision, error: toScoringError(thrown) };
        return { name, snapshot, rejected, unloaded };
      });
    table.set(entry);
    return entry;
  }

  async function loadServed({ snapshot, unloaded }: ModelEntry): Promise<void> {
    if (snapshot !== undefined && !unloaded) await loadServedVersions(snapshot);
  }

  function unload({ name, snapshot, rejected }: ModelEntry): void {
    const empty = snapshot && toSnapshot(snapshot.found, snapshot.manifest);
    table.set({ name, snapshot: empty, rejected, unloaded: true });
  }

  return { update, tryManifest, loadServed, unload };
}

async function readManifest({ name, source }: FoundModel) {
  const manifest = await source.readManifest(name);
  if (manifest !== undefined) return manifest;
  throw new ScoringError('Unavailable', `Cannot load model "${name}": its model.json has just gone`);
}
