import type { Predictions } from '../predictions.ts';
import type { Column, ColumnSpec, RecordError, Records } from '../records.ts';
import { toBoundedTally } from './bounded-tally.ts';
import type { ChunkSummary, ErrorCause, PredictionSummary, SummarySpec } from './chunk-summary.ts';
import { type BinCounts, countBins, countNumbers } from './count-bins.ts';
import { countCodes, encodeCategories } from './encode-categories.ts';
import type { ColumnProfile } from './model-profile.ts';
import { sketchNumbers } from './number-sketch.ts';
import { type FlatValues, flattenPredictions } from './prediction-values.ts';
import { summarizeSegments } from './summarize-segments.ts';

export interface SummarizedChunk {
  readonly records: Pick<Records, 'total' | 'count' | 'columns' | 'errors'>;
  readonly predictions: Predictions;
  /** Of `records.columns`. */
  readonly columns: readonly ColumnSpec[];
}

export const examplesPerCause = 3;
export const maxClasses = 256;
const maxMessageLength = 300;

/** Notes of a chunk what the report of its job is made of: so much for any number of records. */
export function summarizeChunk(chunk: SummarizedChunk, spec: SummarySpec): ChunkSummary {
  const { records, predictions, columns } = chunk;
  const flat = predictions.columns.map(({ name, values }) => ({ name, ...flattenPredictions(values) }));
  return {
    records: records.total,
    errors: groupErrors(records.errors),
    predictions: flat.map(({ name, ...values }) => summarizePrediction(name, values)),
    inputBins: countInputs(records.columns, columns, spec.profile?.inputs ?? []),
    predictionBins: countPredictions(flat, spec.profile?.predictions ?? []),
    segments: summarizeSegments(chunk, spec.segments ?? []),
  };
}

export function groupErrors(errors: readonly RecordError[]): readonly ErrorCause[] {
  const groups = Map.groupBy(errors, ({ code, column = '' }) => `${code} ${column}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { code, column } = first;
    const examples = group
      .toSorted((a, b) => a.row - b.row)
      .slice(0, examplesPerCause)
      .map(({ row, key, message }) => ({
        row,
        ...(key !== undefined && { key }),
        message: message.slice(0, maxMessageLength),
      }));
    return [{ code, ...(column !== undefined && { column }), count: group.length, examples }];
  });
}

function summarizePrediction(name: string, flat: FlatValues): PredictionSummary {
  if (flat.kind === 'number') return { name, kind: 'number', sketch: sketchNumbers(flat.values) };
  const encoded = encodeCategories(flat.values);
  const counts = countCodes(encoded);
  const entries = encoded.labels.map((label, code) => [label, counts[code] ?? 0] as const);
  const named = entries.filter(([label]) => label !== '');
  const count = named.reduce((sum, [, each]) => sum + each, 0);
  const missing = flat.values.length - count;
  return { name, kind: 'category', count, missing, classes: toBoundedTally(named, maxClasses) };
}

function countInputs(
  columns: readonly Column[],
  specs: readonly ColumnSpec[],
  profiles: readonly ColumnProfile[],
): Record<string, BinCounts> {
  const bins = profiles.flatMap((profile) => {
    const column = columns[specs.findIndex(({ name }) => name === profile.column)];
    const counts = column && countBins(column, profile);
    return counts === undefined ? [] : [[profile.column, counts] as const];
  });
  return Object.fromEntries(bins);
}

function countPredictions(
  flat: readonly (FlatValues & { readonly name: string })[],
  profiles: readonly ColumnProfile[],
): Record<string, BinCounts> {
  const bins = profiles.flatMap((profile) => {
    const found = flat.find(({ name }) => name === profile.column);
    const counts = found && countFlat(found, profile);
    return counts === undefined ? [] : [[profile.column, counts] as const];
  });
  return Object.fromEntries(bins);
}

function countFlat(flat: FlatValues, profile: ColumnProfile): BinCounts | undefined {
  if (flat.kind === 'category') return countBins({ type: 'string', values: flat.values }, profile);
  return profile.kind === 'number' ? countNumbers(flat.values, profile) : undefined;
}
