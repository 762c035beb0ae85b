import { assertCapture } from './repository/assert-capture.ts';
import { assertSegments } from './summary/assert-segments.ts';
import { loadProfile } from './summary/load-profile.ts';
import { planSeries } from './series/plan-series.ts';
import { deepFreeze } from './deep-freeze.ts';
import type { Model, OnnxSignature } from './model.ts';
import { type ModelManifest, toInvalidModel } from './model-manifest.ts';
import { planInputs } from './plan/plan-inputs.ts';
import { planPredictions } from './plan/plan-predictions.ts';
import type { OnnxFile } from './worker/scoring-task.ts';

export interface LoadModelOptions {
  readonly manifest: ModelManifest;
  readonly version: string;
  /** The path on this machine of a file that the manifest names. */
  readonly fetch: (file: string) => Promise<string>;
  readonly inspect: (file: OnnxFile) => Promise<OnnxSignature>;
  readonly maxImagePixels?: number | undefined;
}

/** Loads a version of a model and plans how it is scored with; throws InvalidModel where file and manifest do not fit. */
export async function loadModel(options: LoadModelOptions): Promise<Model> {
  const { manifest, version, fetch, inspect } = options;
  const { name, versions, key } = manifest;
  const entry = Object.hasOwn(versions, version) ? versions[version] : undefined;
  if (entry === undefined) throw toInvalidModel(name, `it has no version "${version}"`);
  const { sha256 } = entry;
  const file = await fetch(entry.file);
  const { inputs, outputs, labels = {} } = await inspect({ model: name, file, sha256 });
  const { columns, feeds, fixedBatch } = planInputs(manifest, inputs, options);
  const predictions = planPredictions(manifest, outputs);
  assertCapture(manifest, columns, predictions);
  assertSegments(manifest, columns);
  const profile = await loadProfile(name, entry, fetch);
  const place = { version, sha256, file, columns };
  const series = planSeries(manifest, columns, predictions);
  const plan = { ...place, model: name, key, feeds, predictions, fixedBatch, ...(series && { series }) };
  return deepFreeze({ ...place, name, manifest, inputs, outputs, labels, plan, ...(profile && { profile }) });
}
