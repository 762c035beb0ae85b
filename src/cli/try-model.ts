import { decodeImages } from '../scoring/image/decode-images.ts';
import { toFeeds } from '../scoring/plan/feeds.ts';
import { parseJsonRecords } from '../scoring/json/json-records.ts';
import type { OnnxValue, PlainTensor } from '../scoring/model.ts';
import type { OnnxSession } from '../scoring/onnx/onnx-session.ts';
import type { InputPlan } from '../scoring/plan/plan-inputs.ts';
import type { Records } from '../scoring/records.ts';
import { CommandError } from './command-error.ts';
import type { SeriesPlan } from '../scoring/series/series-plan.ts';
import type { SampleRecord } from './sample-record.ts';
import { readMessage } from './thrown.ts';

export interface Trial {
  readonly model: string;
  readonly session: OnnxSession;
  readonly inputs: InputPlan;
  readonly series: SeriesPlan | undefined;
  readonly record: SampleRecord;
}

/** What a run gave: outputs by name, each with how many components a record has. */
export interface TrialResult {
  readonly outputs: readonly (OnnxValue & { readonly width: number })[];
  readonly records: Records;
}

const severalRecords = 3;

/** Runs a model on one record and, where it takes any number, on a few at once; throws CommandError where it fails. */
export async function tryModel(trial: Trial): Promise<TrialResult> {
  const records = await toRecords(trial);
  const { fixedBatch } = trial.inputs;
  const results = await run(trial, records, fixedBatch ?? 1);
  if (fixedBatch === undefined) await run(trial, records, severalRecords);
  const outputs = trial.session.signature.outputs.map((output) => ({
    ...output,
    width: (results.get(output.name)?.values.length ?? 0) / (fixedBatch ?? 1),
  }));
  return { outputs, records };
}

async function toRecords({ model, inputs, series, record }: Trial): Promise<Records> {
  const options = { model, columns: inputs.columns, maxRecords: 1, ...(series && { series }) };
  const records = await decodeImages(parseJsonRecords([record], options), options);
  const [error] = records.errors;
  if (error !== undefined) throw new CommandError(error.message);
  return records;
}

async function run(
  { model, session, inputs, record }: Trial,
  { columns }: Records,
  count: number,
): Promise<ReadonlyMap<string, PlainTensor>> {
  const feeds = toFeeds(inputs, columns, { start: 0, end: 1, length: count });
  const names = session.signature.outputs.map(({ name }) => name);
  const results = await session.run(feeds, names).catch((cause: unknown) => {
    const [reason] = readMessage(cause).split('\n', 1);
    const what = `it fails on ${toCount(count)} like ${JSON.stringify(record)}: ${reason ?? ''}`;
    throw new CommandError(`Cannot add "${model}": ${what}; --record gives it another one`, 1, { cause });
  });
  for (const { name, dims } of results.values()) assertBatch(model, { name, dims, count });
  return results;
}

interface SeenTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly count: number;
}

function assertBatch(model: string, { name, dims, count }: SeenTensor): void {
  if (dims[0] === count) return;
  const what = `output "${name}" is of shape [${dims.join(', ')}] for ${toCount(count)}`;
  throw new CommandError(`Cannot add "${model}": ${what}, expected a first dimension of ${count}`);
}

const toCount = (count: number): string => (count === 1 ? 'a record' : `${count} records`);
