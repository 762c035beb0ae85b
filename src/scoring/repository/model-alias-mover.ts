import { type AliasTarget, moveAlias } from './model-alias.ts';
import { getEntry, toSnapshot } from './model-lookup.ts';
import { findSlot } from './model-snapshot.ts';
import type { ModelTable } from './model-table.ts';
import type { ModelUpdater } from './model-updater.ts';
import { ScoringError } from '../scoring-error.ts';

export interface AliasChange {
  readonly model: string;
  readonly alias: string;
  readonly to: AliasTarget;
  /** Only if model.json is of one of these revisions. */
  readonly ifRevision?: readonly string[] | undefined;
  /** Even where callers break. */
  readonly force: boolean;
}

/** Points an alias elsewhere once the version it is to point at has been loaded and tried; throws Conflict where callers would break. */
export type AliasMover = (change: AliasChange) => Promise<void>;

export function createAliasMover(table: ModelTable, updater: ModelUpdater): AliasMover {
  return async ({ model: name, alias, to, ifRevision, force }) => {
    const entry = getEntry(table, name);
    const { found } = toSnapshot(entry);
    const current = await found.source.readManifest(name);
    if (current === undefined || (ifRevision !== undefined && !ifRevision.includes(current.revision))) {
      throw toChanged(name, alias);
    }
    const text = moveAlias(current.text, { name }, { alias, to, force });
    const next = await updater.tryManifest(found, text, { force });
    try {
      await findSlot(next, alias).load();
      const revision = await found.source.writeManifest(name, { text, revision: current.revision });
      table.set({ ...entry, snapshot: { ...next, found: { ...found, revision } }, rejected: undefined });
    } catch (thrown) {
      table.discard(next);
      throw thrown;
    }
  };
}

function toChanged(name: string, alias: string): ScoringError {
  const what = `Cannot move alias "${alias}" of "${name}": its model.json is not of the revision in If-Match`;
  return new ScoringError('Conflict', what, { details: { precondition: true } });
}
