/** A model.json as it was read. */
export interface ManifestText {
  readonly text: string;
  /** Another one wherever a byte of model.json differs; compared only with revisions of the same source. */
  readonly revision: string;
}

/** Where models come from: a folder a model, which holds model.json and the files that it names. */
export interface ModelSource {
  /** For messages, e.g. `the container "models"`. */
  readonly place: string;
  /** Whether its models come with the app, so that they are there at once. */
  readonly shipped: boolean;
  /** The revision of each model.json, by name of the model. */
  list(signal: AbortSignal): Promise<ReadonlyMap<string, string>>;
  readManifest(name: string): Promise<ManifestText | undefined>;
  /** The path on this machine of a file that model.json names; throws InvalidModel where there is none. */
  fetch(name: string, file: string): Promise<string>;
  /** Replaces model.json and gives its new revision; throws Conflict where it is no longer of the given one, or cannot be written. */
  writeManifest(name: string, manifest: ManifestText): Promise<string>;
}
