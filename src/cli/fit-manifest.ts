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
import { planSeries } from '../scoring/series/plan-series.ts';
import type { SeriesPlan } from '../scoring/series/series-plan.ts';
import { CommandError } from './command-error.ts';
import { draftSeriesManifest, findSeriesInputs } from './draft-series.ts';
import { findClassLabels } from '../scoring/onnx/find-class-labels.ts';
import { formatReport } from './format-report.ts';
import { mapInputs, type MappedInputs } from './map-inputs.ts';
import { type MappedOutputs, mapOutputs, noteOtherLabels } from './map-outputs.ts';
import { type SampleRecord, toSampleRecord } from './sample-record.ts';
import { toSampleSeries } from './sample-series.ts';
import { tryModel, type TrialResult } from './try-model.ts';
import { withSession } from './with-session.ts';

export interface FitOptions {
  readonly file: string;
  /** Of the model. */
  readonly folder: string;
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
  const series = fitSeries(session, draft, inputs);
  const made =
    series === undefined
      ? { ...(key === undefined ? {} : { [key]: '1' }), ...toSampleRecord(inputs, model) }
      : toSampleSeries(series, inputs, model);
  const record = options.record ?? made;
  const trial = await tryModel({ model: name, session, inputs, series, record });
  const { outputs, notes } = fitOutputs(trial, model, options);
  const text = `${JSON.stringify({ ...draft, outputs }, undefined, 2)}\n`;
  const manifest = parseModelManifest(text, name);
  const scored = await score(trial.records, {
    ...{ session, inputs, series, manifest },
    version: options.version,
  });
  return { manifest, text, record, notes: [...mapped.notes, ...notes], ...scored };
}

function fitInputs({ signature }: OnnxSession, { manifest, columns, folder }: FitOptions): MappedInputs {
  if (manifest.outputs.length === 0) {
    assertNoSeries(signature, { name: manifest.name, folder });
    return mapInputs(signature.inputs, columns);
  }
  if (columns === undefined) return { inputs: manifest.inputs ?? [], notes: [] };
  throw new CommandError(`Cannot name the columns: the model.json of "${manifest.name}" does so already`);
}

/** Which columns make a series, and which tells its times, no ONNX file says. */
function assertNoSeries(
  signature: OnnxSession['signature'],
  { name, folder }: { readonly name: string; readonly folder: string },
): void {
  const [input] = findSeriesInputs(signature);
  if (input === undefined) return;
  const file = JSON.stringify(path.join(folder, 'model.json'));
  const lines = [
    `Cannot add "${name}" without a model.json: input "${input.name}" of shape [${input.dims.join(', ')}] takes values of a series, and its ONNX file does not tell which`,
    `Write this to ${file} with the names of your columns and your unit (integer, day, week, month or quarter), then add it again; docs/series.md tells more`,
    JSON.stringify(draftSeriesManifest(name, signature), undefined, 2),
  ];
  throw new CommandError(lines.join('\n'));
}

/** A manifest that has no outputs yet has no series either. */
function fitSeries(
  { signature }: OnnxSession,
  draft: ModelManifest,
  inputs: InputPlan,
): SeriesPlan | undefined {
  if (draft.outputs.length === 0) return undefined;
  return planSeries(draft, inputs.columns, planPredictions(draft, signature.outputs));
}

function fitOutputs(trial: TrialResult, model: OnnxModel, { manifest }: FitOptions): MappedOutputs {
  const seen = trial.outputs.map((output) => ({ ...output, labels: findClassLabels(model, output.width) }));
  const { outputs } = manifest;
  return outputs.length > 0 ? { outputs, notes: noteOtherLabels(outputs, seen) } : mapOutputs(seen);
}

interface ScoreOptions {
  readonly session: OnnxSession;
  readonly inputs: InputPlan;
  readonly series: SeriesPlan | undefined;
  readonly manifest: ModelManifest;
  readonly version: string;
}

/** One record through all that a request goes through. */
async function score(
  records: Records,
  { session, inputs, series, manifest, version }: ScoreOptions,
): Promise<Pick<FittedManifest, 'prediction' | 'runMs'>> {
  const predictions = planPredictions(manifest, session.signature.outputs);
  const { name: model, key } = manifest;
  const plan = {
    model,
    version,
    file: '',
    sha256: '',
    key,
    predictions,
    ...inputs,
    ...(series && { series }),
  };
  const startMs = performance.now();
  const scored = await scoreRecords(records, { session, plan, batchSize: 1 });
  const runMs = performance.now() - startMs;
  const [prediction] = toPredictionJson(toPredictions(plan, scored));
  if (prediction !== undefined) return { prediction, runMs };
  throw new CommandError(scored.records.errors[0]?.message ?? `Cannot add "${model}": it gave no prediction`);
}
