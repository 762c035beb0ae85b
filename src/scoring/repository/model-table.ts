import type { ModelSnapshot } from './model-snapshot.ts';
import type { VersionSlot } from './model-version-slot.ts';
import type { Model } from '../model.ts';
import type { ScoringError } from '../scoring-error.ts';

/** What is known of one model. */
export interface ModelEntry {
  readonly name: string;
  /** What takes traffic; undefined where no model.json has been good yet. */
  readonly snapshot: ModelSnapshot | undefined;
  /** The model.json that was found last, where it is not the one that serves, and why. */
  readonly rejected: { readonly revision: string; readonly error: ScoringError } | undefined;
  /** Taken out of service by hand. */
  readonly unloaded: boolean;
}

export interface ModelTableOptions {
  /** Frees what a version holds that no longer serves. */
  readonly retire: (model: Model) => Promise<unknown>;
  /** A request that found its version before it was replaced ends within this time. */
  readonly retireAfterMs: number;
}

/** All models by name; a version that has lost its place is retired when its last request has ended. */
export interface ModelTable {
  readonly get: (name: string) => ModelEntry | undefined;
  readonly list: () => readonly ModelEntry[];
  readonly set: (entry: ModelEntry) => void;
  readonly delete: (name: string) => void;
  /** Retires what a snapshot has loaded that never came into service. */
  readonly discard: (snapshot: ModelSnapshot) => void;
  readonly close: () => void;
}

export function createModelTable({ retire, retireAfterMs }: ModelTableOptions): ModelTable {
  const entries = new Map<string, ModelEntry>();
  const timers = new Set<NodeJS.Timeout>();

  function discard({ slots }: ModelSnapshot): void {
    const live = listLiveSlots(entries.values());
    const dropped = [...slots.values()].filter((slot) => !live.has(slot) && slot.state().state !== 'idle');
    if (dropped.length === 0) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      for (const model of dropped.flatMap(toLoaded)) void retire(model).catch(() => undefined);
    }, retireAfterMs);
    timers.add(timer.unref());
  }

  function replace(name: string, entry: ModelEntry | undefined): void {
    const before = entries.get(name)?.snapshot;
    if (entry === undefined) entries.delete(name);
    else entries.set(name, entry);
    if (before !== undefined && before !== entry?.snapshot) discard(before);
  }

  return {
    get: (name) => entries.get(name),
    list: () => [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    set: (entry) => replace(entry.name, entry),
    delete: (name) => replace(name, undefined),
    discard,
    close: () => timers.forEach((timer) => clearTimeout(timer)),
  };
}

function listLiveSlots(entries: Iterable<ModelEntry>): ReadonlySet<VersionSlot> {
  return new Set([...entries].flatMap(({ snapshot }) => [...(snapshot?.slots.values() ?? [])]));
}

function toLoaded(slot: VersionSlot): readonly Model[] {
  const state = slot.state();
  return state.state === 'ready' ? [state.model] : [];
}
