import path from 'node:path';
import { toPredictionJson } from '../scoring/json/format-json.ts';
import { checkModel } from '../scoring/repository/model-check.ts';
import { type ModelManifest, parseModelManifest } from '../scoring/model-manifest.ts';
import type { OnnxModel } from '../scoring/onnx/onnx-model.ts';
import type { OnnxSession } from '../scoring/onnx/onnx-session.ts';
import { type InputPlan, planInputs } from '../scoring/plan/plan-inputs.ts';
import { planPredictions } from '../scoring/plan/plan-predictions.ts';
import type { PredictionJson } from '../scoring/predictions.ts';
import type { Records } from '../scoring/records.ts';
import { scoreRecords } from '../scoring/score-records.ts';
import { toPredictions } from '../scoring/plan/to-predictions.ts';
import { CommandError } from './command-error.ts';
import { findClassLabels } from '../scoring/onnx/find-class-labels.ts';
import { formatReport } from './format-report.ts';
import { mapInputs, type MappedInputs } from './map-inputs.ts';
import { type MappedOutputs, mapOutputs, noteOtherLabels } from './map-outputs.ts';
import { type SampleRecord, toSampleRecord } from './sample-record.ts';
import { tryModel, type TrialResult } from './try-model.ts';
import { withSession } from './with-session.ts';

export interface FitOptions {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** As it is to be, but for inputs and outputs where this is its first version. */
  readonly manifest: ModelManifest;
  readonly version: string;
  readonly columns: readonly string[] | undefined;
  readonly record: SampleRecord | undefined;
}

export interface FittedManifest {
  readonly manifest: ModelManifest;
  /** The text of model.json. */
  readonly text: string;
  readonly notes: readonly string[];
  readonly record: SampleRecord;
  readonly prediction: PredictionJson;
  readonly runMs: number;
}

/** Makes manifest and ONNX file fit and scores a record to prove it; throws CommandError or ScoringError where they do not. */
export async function fitManifest(options: FitOptions): Promise<FittedManifest> {
  const { bytes, file, manifest } = options;
  const report = checkModel(bytes, { name: path.basename(file) });
  if (!report.fits) {
    const lines = [`Cannot add "${manifest.name}": its ONNX file does not fit`, ...formatReport(report)];
    throw new CommandError(lines.join('\n'));
  }
  return withSession({ model: manifest.name, bytes }, (session) => fit(session, report.model, options));
}

async function fit(session: OnnxSession, model: OnnxModel, options: FitOptions): Promise<FittedManifest> {
  const { name, key } = options.manifest;
  const mapped = fitInputs(session, options);
  const draft = {
    ...options.manifest,
    ...(mapped.inputs.length === 0 ? {} : { inputs: [...mapped.inputs] }),
  };
  const inputs = planInputs(draft, session.signature.inputs);
  const made = { ...(key === undefined ? {} : { [key]: '1' }), ...toSampleRecord(inputs, model) };
  const record = options.record ?? made;
  const trial = await tryModel({ model: name, session, inputs, record });
  const { outputs, notes } = fitOutputs(trial, model, options);
  const text = `${JSON.stringify({ ...draft, outputs }, undefined, 2)}\n`;
  const manifest = parseModelManifest(text, name);
  const scored = await score(trial.records, { session, inputs, manifest, version: options.version });
  return { manifest, text, record, notes: [...mapped.notes, ...notes], ...scored };
}

function fitInputs({ signature }: OnnxSession, { manifest, columns }: FitOptions): MappedInputs {
  if (manifest.outputs.length === 0) return mapInputs(signature.inputs, columns);
  if (columns === undefined) return { inputs: manifest.inputs ?? [], notes: [] };
  throw new CommandError(`Cannot name the columns: the model.json of "${manifest.name}" does so already`);
}

function fitOutputs(trial: TrialResult, model: OnnxModel, { manifest }: FitOptions): MappedOutputs {
  const seen = trial.outputs.map((output) => ({ ...output, labels: findClassLabels(model, output.width) }));
  const { outputs } = manifest;
  return outputs.length > 0 ? { outputs, notes: noteOtherLabels(outputs, seen) } : mapOutputs(seen);
}

interface ScoreOptions {
  readonly session: OnnxSession;
  readonly inputs: InputPlan;
  readonly manifest: ModelManifest;
  readonly version: string;
}

/** One record through all that a request goes through. */
async function score(
  records: Records,
  { session, inputs, manifest, version }: ScoreOptions,
): Promise<Pick<FittedManifest, 'prediction' | 'runMs'>> {
  const predictions = planPredictions(manifest, session.signature.outputs);
  const { name: model, key } = manifest;
  const plan = { model, version, file: '', sha256: '', key, predictions, ...inputs };
  const startMs = performance.now();
  const scored = await scoreRecords(records, { session, plan, batchSize: 1 });
  const runMs = performance.now() - startMs;
  const [prediction] = toPredictionJson(toPredictions(plan, scored));
  if (prediction !== undefined) return { prediction, runMs };
  throw new CommandError(scored.records.errors[0]?.message ?? `Cannot add "${model}": it gave no prediction`);
}
