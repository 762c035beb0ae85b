import type { ScoringWay } from '../scoring/scorer.ts';
import type { Model } from '../scoring/model.ts';
import type { ModelManifest } from '../scoring/model-manifest.ts';

/** A model in short, as `GET /models` lists it. */
export function toModelSummary({ name, title, description, key, aliases, versions }: ModelManifest) {
  return { name, title, description, key, aliases, versions: Object.keys(versions) };
}

/**
 * A model's contract, as `GET /models/{model}` tells it: what a record must hold and what is answered, by its version in
 * production; and how requests for it are scored, with the figures by which that was chosen.
 */
export function toModelAnswer(
  { manifest, version, columns, plan, inputs, outputs }: Model,
  scoring: ScoringWay,
) {
  const { versions, ...summary } = toModelSummary(manifest);
  const { batch, schedules, limits } = manifest;
  return {
    ...summary,
    version,
    versions: versions.map((name) => ({ version: name, sha256: manifest.versions[name]?.sha256 })),
    inputs: columns,
    outputs: plan.predictions.map(({ name, type }) => ({ name, type })),
    onnx: { inputs, outputs },
    scoring,
    batch,
    schedules,
    limits,
  };
}
