import path from 'node:path';
import { deepFreeze } from './deep-freeze.ts';
import type { Model, OnnxSignature } from './model.ts';
import { type ModelManifest, toInvalidModel } from './model-manifest.ts';
import { planInputs } from './plan-inputs.ts';
import { planPredictions } from './plan-predictions.ts';
import type { OnnxFile } from './scoring-task.ts';

export interface LoadModelOptions {
  readonly manifest: ModelManifest;
  readonly version: string;
  /** Holds the model's folder. */
  readonly directory: string;
  readonly inspect: (file: OnnxFile) => Promise<OnnxSignature>;
}

/** Loads a version of a model and plans how it is scored with; throws InvalidModel where file and manifest do not fit. */
export async function loadModel({ manifest, version, directory, inspect }: LoadModelOptions): Promise<Model> {
  const entry = manifest.versions[version];
  if (entry === undefined) throw toInvalidModel(manifest.name, `it has no version "${version}"`);
  const { sha256 } = entry;
  const file = path.join(directory, manifest.name, entry.file);
  const { inputs, outputs } = await inspect({ model: manifest.name, file, sha256 });
  const { columns, feeds, fixedBatch } = planInputs(manifest, inputs);
  const predictions = planPredictions(manifest, outputs);
  const place = { version, sha256, file, columns };
  const plan = { ...place, model: manifest.name, key: manifest.key, feeds, predictions, fixedBatch };
  return deepFreeze({ ...place, name: manifest.name, manifest, inputs, outputs, plan });
}
