import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type ModelManifest, manifestSchema, parseModelManifest } from '../scoring/model-manifest.ts';
import type { PredictionJson } from '../scoring/predictions.ts';
import { CommandError, toUsageError } from './command-error.ts';
import { describeFileError } from './describe-file-error.ts';
import { extendManifest } from './extend-manifest.ts';
import { fitManifest } from './fit-manifest.ts';
import { readModelFile } from './read-model-file.ts';
import type { SampleRecord } from './sample-record.ts';
import { readCode } from './thrown.ts';
import { writeVersion } from './write-version.ts';

export interface AddModelOptions {
  readonly file: string;
  readonly name: string;
  readonly version: string | undefined;
  readonly key: string | undefined;
  readonly columns: readonly string[] | undefined;
  readonly record: SampleRecord | undefined;
  readonly production: boolean;
  /** Holds a folder a model. */
  readonly directory: string;
}

export interface AddedModel {
  readonly name: string;
  readonly version: string;
  /** The version that answers where none is asked for. */
  readonly production: string | undefined;
  readonly folder: string;
  readonly notes: readonly string[];
  readonly record: SampleRecord;
  readonly prediction: PredictionJson;
  readonly runMs: number;
}

/** Adds an ONNX file to the models once it has scored a record; throws CommandError or ScoringError and then leaves all as it was. */
export async function addModel(options: AddModelOptions): Promise<AddedModel> {
  const { file, name, directory } = options;
  assertNames(options);
  const folder = path.join(directory, name);
  const bytes = await readModelFile(file);
  const existing = await readManifest(folder, name);
  const extended = extendManifest(existing, { ...options, bytes });
  const fitted = await fitManifest({ ...options, ...extended, folder, bytes });
  const { version } = extended;
  const { notes, record, prediction, runMs } = fitted;
  const golden = `${JSON.stringify([{ record, prediction }], undefined, 2)}\n`;
  await writeVersion({ folder, version, bytes, golden, manifest: fitted.text });
  const { production } = fitted.manifest.aliases;
  return { name, version, production, folder, notes, record, prediction, runMs };
}

/** Names become folders: they are checked before any is looked at. */
function assertNames({ name, version }: AddModelOptions): void {
  const { shape } = manifestSchema;
  const faults = [
    { option: '--name', value: name, result: shape.name.safeParse(name) },
    { option: '--version', value: version, result: shape.aliases.safeParse({ any: version ?? '1' }) },
  ];
  for (const { option, value, result } of faults) {
    const reason = result.error?.issues[0]?.message;
    if (reason === undefined) continue;
    throw toUsageError(`Cannot add a model: ${option} is ${JSON.stringify(value)}, ${reason}`);
  }
}

async function readManifest(folder: string, name: string): Promise<ModelManifest | undefined> {
  const file = path.join(folder, 'model.json');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (readCode(error) === 'ENOENT') return undefined;
    throw new CommandError(`Cannot read ${JSON.stringify(file)}: ${describeFileError(error)}`);
  });
  return text === undefined ? undefined : parseModelManifest(text, name);
}
