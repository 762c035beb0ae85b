import type { ModelManifest } from '../model-manifest.ts';
import { findSlot, type ModelSnapshot } from './model-snapshot.ts';
import { type ModelState, toModelStates } from './model-states.ts';
import type { ModelEntry, ModelTable } from './model-table.ts';
import type { VersionSlot } from './model-version-slot.ts';
import { ScoringError } from '../scoring-error.ts';

/** What can be asked about models without loading any. */
export interface ModelLookup {
  /** All models that have a good model.json, by name. */
  readonly list: () => readonly ModelManifest[];
  /** The manifest that serves; throws ModelNotFound, and InvalidModel where none has been good. */
  readonly find: (name: string) => ModelManifest;
  /** Every version of every model, or of one, with its state; throws ModelNotFound. */
  readonly states: (name?: string) => readonly ModelState[];
  /** Whether a version can score at once; one that could is then loaded. Throws ModelNotFound. */
  readonly isModelReady: (name: string, version?: string) => boolean;
  /** The revision of the model.json that serves. */
  readonly revisionOf: (name: string) => string;
}

export function createModelLookup(table: ModelTable): ModelLookup {
  const snapshotOf = (name: string) => toSnapshot(getEntry(table, name));
  return {
    list: () => table.list().flatMap(({ snapshot }) => (snapshot === undefined ? [] : [snapshot.manifest])),
    find: (name) => snapshotOf(name).manifest,
    states: (name) => (name === undefined ? table.list() : [getEntry(table, name)]).flatMap(toModelStates),
    isModelReady: (name, version) => isEntryReady(getEntry(table, name), version),
    revisionOf: (name) => snapshotOf(name).found.revision,
  };
}

/** Throws ModelNotFound. */
export function getEntry(table: ModelTable, name: string): ModelEntry {
  const entry = table.get(name);
  if (entry !== undefined) return entry;
  const names = table.list().map((known) => JSON.stringify(known.name));
  const what = `there ${names.length === 0 ? 'is none' : `is ${names.join(', ')}`}`;
  throw new ScoringError('ModelNotFound', `Cannot find model ${JSON.stringify(name)}: ${what}`);
}

/** What serves; throws the reason where nothing does. */
export function toSnapshot({ name, snapshot, rejected }: ModelEntry): ModelSnapshot {
  if (snapshot !== undefined) return snapshot;
  throw (
    rejected?.error ?? new ScoringError('InvalidModel', `Cannot load model "${name}": it has no model.json`)
  );
}

/** The place of the version that is asked for; throws Unavailable where the model is unloaded. */
export function getSlot(entry: ModelEntry, version: string | undefined): VersionSlot {
  const slot = findSlot(toSnapshot(entry), version);
  if (!entry.unloaded) return slot;
  throw new ScoringError('Unavailable', `Cannot score with "${entry.name}": it is unloaded`);
}

function isEntryReady({ snapshot, unloaded }: ModelEntry, version: string | undefined): boolean {
  if (snapshot === undefined) return false;
  const slot = findSlot(snapshot, version);
  if (unloaded) return false;
  // Whoever asks until it is true would ask forever.
  if (slot.state().state === 'idle') slot.load().catch(() => undefined);
  return slot.state().state === 'ready';
}
