import { readFile } from 'node:fs/promises';
import { assertGolden, type ScoreTrial, toGoldenInput } from './golden-check.ts';
import { type GoldenRecords, parseGoldenRecords } from './golden-records.ts';
import { loadModel } from '../load-model.ts';
import { type ModelManifest, toInvalidModel } from '../model-manifest.ts';
import type { ModelSource } from './model-source.ts';
import type { Model, OnnxSignature } from '../model.ts';
import type { Records } from '../records.ts';
import type { OnnxFile } from '../worker/scoring-task.ts';

/** What a version goes through before it takes traffic. */
export interface ModelTrial {
  readonly score: ScoreTrial;
  /** Readies whatever scores with it; the golden records, where there are any, are typical ones. */
  readonly prepare: (model: Model, golden: Records | undefined) => Promise<unknown>;
}

export interface ModelLoaderOptions {
  readonly inspect: (file: OnnxFile) => Promise<OnnxSignature>;
  /** Pixels that an image may have; 25 million where not given. */
  readonly maxImagePixels?: number | undefined;
  /** Where not given, versions are loaded without being tried. */
  readonly trial?: ModelTrial | undefined;
  /** Frees what a version holds that does not serve, or no longer. */
  readonly retire?: (model: Model) => Promise<unknown>;
}

/** Loads a version and tries it; throws InvalidModel where it does not predict what its golden records say. */
export type ModelLoader = (source: ModelSource, manifest: ModelManifest, version: string) => Promise<Model>;

export function createModelLoader({ trial, retire, ...options }: ModelLoaderOptions): ModelLoader {
  return async (source, manifest, version) => {
    const fetch = (file: string) => source.fetch(manifest.name, file);
    const loaded = await loadModel({ ...options, manifest, version, fetch });
    const golden = await loadGolden(loaded, fetch);
    const [example] = golden?.records ?? [];
    const model = example === undefined ? loaded : { ...loaded, example };
    if (trial === undefined) return model;
    try {
      await pass(trial, model, golden);
      return model;
    } catch (thrown) {
      retire?.(model).catch(() => undefined);
      throw thrown;
    }
  };
}

async function pass(
  { score, prepare }: ModelTrial,
  model: Model,
  golden: GoldenRecords | undefined,
): Promise<void> {
  if (golden !== undefined) await assertGolden(model, golden, score);
  await prepare(model, golden && toGoldenInput(model, golden));
}

async function loadGolden(model: Model, fetch: (file: string) => Promise<string>) {
  const file = model.manifest.versions[model.version]?.golden;
  if (file === undefined) return undefined;
  const text = await readFile(await fetch(file), 'utf8').catch((cause: unknown) => {
    throw toInvalidModel(model.name, 'its golden records cannot be read', cause);
  });
  return parseGoldenRecords(text, model);
}
