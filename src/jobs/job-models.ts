import type { Model } from '../scoring/model.ts';

/** The models that jobs score with. */
export interface JobModels {
  /** The version asked for, or that of the alias `production`; fails with `ModelNotFound`. */
  resolve(model: string, version?: string): Promise<Model>;
  list(): readonly { readonly name: string }[];
}
