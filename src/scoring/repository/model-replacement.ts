import { findBreakingChanges } from './compatibility.ts';
import type { ModelManifest } from '../model-manifest.ts';
import { defaultAlias, findVersion, loadServedVersions, type ModelSnapshot } from './model-snapshot.ts';
import type { Model } from '../model.ts';
import { ScoringError } from '../scoring-error.ts';

/**
 * Loads what `next` would serve and throws where that is worse for callers than what `current` serves: the error of a
 * version that cannot be loaded, or Conflict where inputs or outputs have changed so that callers break, unless it is forced.
 */
export async function assertReplaces(
  current: ModelSnapshot,
  next: ModelSnapshot,
  { force }: { readonly force: boolean },
): Promise<void> {
  for (const address of listAddresses(current)) {
    const before = findLoaded(current, address);
    const slot = next.slots.get(findVersion(next.manifest, address) ?? '');
    if (before === undefined || slot === undefined) continue;
    const after = await slot.load();
    const mayBreak = force || isDeclared(next.manifest, address ?? defaultAlias, after.version);
    const changes = mayBreak ? [] : findBreakingChanges(before, after);
    if (changes.length > 0) throw toIncompatible({ before, after, address, changes });
  }
  await loadServedVersions(next);
}

/** Whether model.json itself says that callers of an address may break. */
function isDeclared({ breaks = {} }: ModelManifest, address: string, version: string): boolean {
  return Object.hasOwn(breaks, address) && breaks[address] === version;
}

/** What callers may name: nothing, an alias, a version. */
function listAddresses({ manifest }: ModelSnapshot): readonly (string | undefined)[] {
  return [undefined, ...Object.keys(manifest.aliases), ...Object.keys(manifest.versions)];
}

function findLoaded({ manifest, slots }: ModelSnapshot, address: string | undefined): Model | undefined {
  const state = slots.get(findVersion(manifest, address) ?? '')?.state();
  return state?.state === 'ready' ? state.model : undefined;
}

interface Incompatibility {
  readonly before: Model;
  readonly after: Model;
  readonly address: string | undefined;
  readonly changes: readonly string[];
}

function toIncompatible({ before, after, address, changes }: Incompatibility): ScoringError {
  const { name } = after;
  const whose = address === undefined ? '' : `, as "${address}"`;
  const what = `version "${after.version}" breaks callers of version "${before.version}"${whose}`;
  const message = `Cannot replace what "${name}" serves: ${what}: ${changes.join('; ')}`;
  return new ScoringError('Conflict', message, { details: { changes } });
}
