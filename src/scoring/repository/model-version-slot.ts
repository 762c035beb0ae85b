import type { Model } from '../model.ts';
import { type ScoringError, toScoringError } from '../scoring-error.ts';

export type SlotState =
  | { readonly state: 'idle' | 'loading' }
  | { readonly state: 'ready'; readonly model: Model }
  | { readonly state: 'failed'; readonly error: ScoringError };

/** The place of one version of a model, loaded when it is first asked for. */
export interface VersionSlot {
  /** All that the version is made of: two slots of one key hold the same. */
  readonly key: string;
  /** Loads it once. What failed is kept, so that no request tries a broken file again, unless it may succeed by itself. */
  readonly load: () => Promise<Model>;
  readonly state: () => SlotState;
}

export function createVersionSlot(key: string, create: () => Promise<Model>): VersionSlot {
  let current: SlotState = { state: 'idle' };
  let loading: Promise<Model> | undefined;

  async function start(): Promise<Model> {
    current = { state: 'loading' };
    try {
      const model = await create();
      current = { state: 'ready', model };
      return model;
    } catch (thrown) {
      const error = toScoringError(thrown);
      current = { state: 'failed', error };
      if (error.retryable) loading = undefined;
      throw error;
    }
  }

  return { key, load: () => (loading ??= start()), state: () => current };
}
