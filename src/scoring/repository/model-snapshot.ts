import type { FoundModel } from './model-listing.ts';
import type { ModelManifest } from '../model-manifest.ts';
import type { Model } from '../model.ts';
import { createVersionSlot, type VersionSlot } from './model-version-slot.ts';
import { ScoringError } from '../scoring-error.ts';

/** A model as one model.json says it is; it is replaced as a whole, so that no request sees half of two. */
export interface ModelSnapshot {
  readonly found: FoundModel;
  readonly manifest: ModelManifest;
  readonly slots: ReadonlyMap<string, VersionSlot>;
}

export const defaultAlias = 'production';

export interface SnapshotOptions {
  readonly found: FoundModel;
  readonly manifest: ModelManifest;
  /** Versions in which nothing has changed keep their places, loaded as they are; those that failed are tried anew. */
  readonly previous?: ModelSnapshot | undefined;
  readonly load: (version: string) => Promise<Model>;
}

export function createSnapshot({ found, manifest, previous, load }: SnapshotOptions): ModelSnapshot {
  const slots = Object.keys(manifest.versions).map((version) => {
    const key = toKey(manifest, version);
    const kept = previous?.slots.get(version);
    const isKept = kept?.key === key && kept.state().state !== 'failed';
    return [version, isKept ? kept : createVersionSlot(key, () => load(version))] as const;
  });
  return { found, manifest, slots: new Map(slots) };
}

/** What a move of an alias or another version changes is no part of a version. */
function toKey(manifest: ModelManifest, version: string): string {
  const own = {
    ...manifest,
    aliases: {},
    previous: {},
    breaks: {},
    schedules: [],
    versions: manifest.versions[version],
  };
  return JSON.stringify([version, own]);
}

/** The version that a version, an alias or nothing means. */
export function findVersion(
  { versions, aliases }: ModelManifest,
  asked: string | undefined,
): string | undefined {
  if (asked === undefined) return findDefaultVersion({ versions, aliases });
  if (Object.hasOwn(versions, asked)) return asked;
  return Object.hasOwn(aliases, asked) ? aliases[asked] : undefined;
}

/** Where no alias says which version serves, the only one does. */
function findDefaultVersion({
  versions,
  aliases,
}: Pick<ModelManifest, 'versions' | 'aliases'>): string | undefined {
  if (Object.hasOwn(aliases, defaultAlias)) return aliases[defaultAlias];
  const [only, ...others] = Object.keys(versions);
  return others.length === 0 ? only : undefined;
}

/** Throws ModelNotFound where the model has no such version or alias. */
export function findSlot({ manifest, slots }: ModelSnapshot, asked: string | undefined): VersionSlot {
  const version = findVersion(manifest, asked);
  const slot = version === undefined ? undefined : slots.get(version);
  if (slot !== undefined) return slot;
  throw toUnknownVersion(manifest, asked ?? defaultAlias);
}

export function toUnknownVersion({ name, versions, aliases }: ModelManifest, asked: string): ScoringError {
  const known = [...Object.keys(versions), ...Object.keys(aliases)].map((id) => JSON.stringify(id));
  const what = `Cannot find version ${JSON.stringify(asked)} of model "${name}"`;
  return new ScoringError('ModelNotFound', `${what}: there is ${known.join(', ')}`);
}

/** What takes traffic without being named by its version: what aliases point at, and the default. */
function listServedVersions(manifest: ModelManifest): readonly string[] {
  const served = [...Object.values(manifest.aliases), findVersion(manifest, undefined)];
  return [...new Set(served.filter((version) => version !== undefined))];
}

/** Loads what takes traffic, a version at a time; what fails is said by the state of its place. */
export async function loadServedVersions({ manifest, slots }: ModelSnapshot): Promise<void> {
  for (const version of listServedVersions(manifest)) {
    await slots
      .get(version)
      ?.load()
      .catch(() => undefined);
  }
}
