import type { FoundModel, ModelListing } from './model-listing.ts';
import { createReporter, type Report } from './model-reporter.ts';
import type { ModelEntry, ModelTable } from './model-table.ts';
import type { ModelUpdater, UpdateOptions } from './model-updater.ts';
import { createRetrySchedule } from '../batching/retry-schedule.ts';
import type { ScoringError } from '../scoring-error.ts';

export interface ModelRefresherDependencies {
  readonly table: ModelTable;
  readonly updater: ModelUpdater;
  readonly listModels: (signal: AbortSignal) => Promise<ModelListing>;
  readonly report: Report;
}

/** Looks for what has changed in the sources. */
export interface ModelRefresher {
  /** Takes over each model.json that is new or has changed, and gives why sources could not be read. */
  readonly takeListing: () => Promise<readonly ScoringError[]>;
  /** Loads what takes traffic and is not loaded. */
  readonly loadServed: () => Promise<void>;
  /** Takes over one model, changed or not; one that has gone goes. */
  readonly reload: (name: string, options: UpdateOptions) => Promise<void>;
}

const listTimeoutMs = 10_000;

export function createModelRefresher(dependencies: ModelRefresherDependencies): ModelRefresher {
  const { table, updater } = dependencies;
  const reporter = createReporter(dependencies.report);
  const retries = createRetrySchedule();
  const tried = new Set<string>();

  async function list(): Promise<ModelListing> {
    const listing = await dependencies.listModels(AbortSignal.timeout(listTimeoutMs));
    reporter.noteListing(listing);
    return listing;
  }

  async function takeListing(): Promise<readonly ScoringError[]> {
    const { models, failures } = await list();
    for (const { name } of table.list()) {
      if (models.has(name)) continue;
      table.delete(name);
      reporter.noteGone(name);
    }
    for (const found of models.values()) {
      if (hasChanged(table.get(found.name), found)) retries.noteSuccess(found.name);
      else if (!isDue(found.name)) continue;
      tried.add(found.name);
      await updater.update(found, { force: false });
    }
    return failures.map(({ error }) => error);
  }

  /** What a request has found to fail since the last round is due at once. */
  function isDue(name: string): boolean {
    if (retries.isNoted(name)) return retries.isDue(name);
    const entry = table.get(name);
    return entry !== undefined && findFailure(entry) !== undefined;
  }

  async function loadServed(): Promise<void> {
    for (const entry of table.list()) {
      await updater.loadServed(entry);
      note(entry);
    }
    tried.clear();
  }

  /** What fails is tried again in later rounds: a source may have been read in the midst of an upload. */
  function note(entry: ModelEntry): void {
    const failure = findFailure(entry);
    if (failure === undefined) retries.noteSuccess(entry.name);
    else if (tried.has(entry.name) || !retries.isNoted(entry.name)) retries.noteFailure(entry.name);
    reporter.noteEntry(entry, failure);
  }

  async function reload(name: string, options: UpdateOptions): Promise<void> {
    const found = (await list()).models.get(name);
    if (found === undefined) {
      table.delete(name);
      return;
    }
    const before = table.get(name);
    if (before?.unloaded === true) table.set({ ...before, unloaded: false });
    await updater.update(found, options);
  }

  return { takeListing, loadServed, reload };
}

function hasChanged(entry: ModelEntry | undefined, { source, revision }: FoundModel): boolean {
  const seen = entry?.rejected?.revision ?? entry?.snapshot?.found.revision;
  return seen !== revision || (entry?.snapshot !== undefined && entry.snapshot.found.source !== source);
}

/** Why a model.json is not taken, or why a version that takes traffic is not loaded. */
export function findFailure({ rejected, snapshot }: ModelEntry): ScoringError | undefined {
  if (rejected !== undefined) return rejected.error;
  const states = [...(snapshot?.slots.values() ?? [])].map((slot) => slot.state());
  return states.flatMap((state) => (state.state === 'failed' ? [state.error] : []))[0];
}
