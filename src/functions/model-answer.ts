import type { ModelManifest } from '../scoring/model-manifest.ts';
import type { ModelState } from '../scoring/repository/model-states.ts';
import type { Model } from '../scoring/model.ts';
import type { ScoringWay } from '../scoring/scorer.ts';

/** A model in short, as `GET /models` lists it. */
export function toModelSummary({ name, title, description, key, aliases, versions }: ModelManifest) {
  return { name, title, description, key, aliases, versions: Object.keys(versions) };
}

export interface ModelStatus {
  readonly manifest: ModelManifest;
  readonly states: readonly ModelState[];
}

/** A model as far as its model.json tells: its versions, whether each can answer and why not. */
export function toModelStatus({ manifest, states }: ModelStatus) {
  const { versions, batch, schedules, limits, previous } = manifest;
  return {
    ...toModelSummary(manifest),
    previous,
    versions: states.map(({ version, state, reason }) => ({
      version,
      sha256: versions[version]?.sha256,
      state,
      reason: reason === '' ? undefined : reason,
    })),
    batch,
    schedules,
    limits,
  };
}

/**
 * A model's contract, as `GET /models/{model}` tells it: what a record must hold and what is answered, by its version in
 * production; and how requests for it are scored, with the figures by which that was chosen.
 */
export function toModelAnswer(
  status: ModelStatus,
  { version, columns, plan, inputs, outputs }: Model,
  scoring: ScoringWay,
) {
  return {
    ...toModelStatus(status),
    version,
    inputs: columns,
    outputs: plan.predictions.map(({ name, type }) => ({ name, type })),
    onnx: { inputs, outputs },
    scoring,
  };
}
