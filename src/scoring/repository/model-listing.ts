import type { ModelSource } from './model-source.ts';
import { type ScoringError, toScoringError } from '../scoring-error.ts';

/** A model as its source tells of it. */
export interface FoundModel {
  readonly name: string;
  readonly source: ModelSource;
  readonly revision: string;
}

export interface ModelListing {
  readonly models: ReadonlyMap<string, FoundModel>;
  /** Names that several sources have: the last of them wins. */
  readonly shadowed: ReadonlySet<string>;
  /** Why a source could not be listed; what it had before is taken instead. */
  readonly failures: readonly { readonly source: ModelSource; readonly error: ScoringError }[];
}

/** Lists what several sources have; of models of one name, that of the later source is taken. */
export function createModelLister(
  sources: readonly ModelSource[],
): (signal: AbortSignal) => Promise<ModelListing> {
  const known = new Map<ModelSource, ReadonlyMap<string, string>>();

  return async (signal) => {
    const results = await Promise.allSettled(sources.map((source) => source.list(signal)));
    const models = new Map<string, FoundModel>();
    const shadowed = new Set<string>();
    const failures: ModelListing['failures'][number][] = [];
    for (const [k, source] of sources.entries()) {
      const result = results[k];
      if (result?.status === 'fulfilled') known.set(source, result.value);
      if (result?.status === 'rejected') failures.push({ source, error: toScoringError(result.reason) });
      for (const [name, revision] of known.get(source) ?? []) {
        if (models.has(name)) shadowed.add(name);
        models.set(name, { name, source, revision });
      }
    }
    return { models, shadowed, failures };
  };
}
