import type { Predictions } from '../predictions.ts';
import type { ColumnSpec, RecordError, Records } from '../records.ts';
import type { Comparison } from '../compare/comparison.ts';
import { toBoundedTally } from './bounded-tally.ts';
import type {
  ChunkSummary,
  ErrorCause,
  PredictionSummary,
  SummarySpec,
  UnknownTexts,
} from './chunk-summary.ts';
import { type Countable, toCountableColumn, toCountablePredictions } from './countable.ts';
import { type BinCounts, countCategories, countNumbers } from './count-bins.ts';
import { countCodes } from './encode-categories.ts';
import type { ColumnProfile } from './model-profile.ts';
import { sketchNumbers } from './number-sketch.ts';
import { summarizeSegment } from './summarize-segment.ts';

export interface SummarizedChunk {
  readonly comparisons?: readonly Comparison[] | undefined;
  readonly unknownTexts?: readonly UnknownTexts[];
  readonly records: Pick<Records, 'total' | 'columns' | 'errors'>;
  readonly predictions: Predictions;
  /** Of `records.columns`. */
  readonly columns: readonly ColumnSpec[];
}

export type Countables = ReadonlyMap<string, Countable>;

export const examplesPerCause = 3;
export const maxClasses = 256;
const maxMessageLength = 300;

/** Notes of a chunk what the report of its job is made of: so much for any number of records. */
export function summarizeChunk(chunk: SummarizedChunk, spec: SummarySpec): ChunkSummary {
  const { records, predictions, comparisons = [], unknownTexts = [] } = chunk;
  const { profile, segments = [] } = spec;
  const inputs = toInputs(
    chunk,
    new Set([...(profile?.inputs ?? []).map(({ column }) => column), ...segments]),
  );
  const outputs: Countables = new Map(
    predictions.columns.map(({ name, values }) => [name, toCountablePredictions(values)]),
  );
  return {
    records: records.total,
    errors: groupErrors(records.errors),
    predictions: Array.from(outputs, ([name, countable]) => summarizePrediction(name, countable)),
    inputBins: countAll(inputs, profile?.inputs ?? []),
    predictionBins: countAll(outputs, profile?.predictions ?? []),
    segments: segments.flatMap((name) => {
      const countable = inputs.get(name);
      return countable?.isScalar === true ? [summarizeSegment(name, countable, outputs)] : [];
    }),
    comparisons,
    unknownTexts,
  };
}

/** Those columns only of which something is noted. */
function toInputs({ records, columns }: SummarizedChunk, names: ReadonlySet<string>): Countables {
  const found = records.columns.flatMap((column, index) => {
    const name = columns[index]?.name;
    const countable = name !== undefined && names.has(name) ? toCountableColumn(column) : undefined;
    return name === undefined || countable === undefined ? [] : [[name, countable] as const];
  });
  return new Map(found);
}

function groupErrors(errors: readonly RecordError[]): readonly ErrorCause[] {
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

function summarizePrediction(name: string, countable: Countable): PredictionSummary {
  if (countable.kind === 'number') return { name, kind: 'number', sketch: sketchNumbers(countable.values) };
  const { encoded } = countable;
  const counts = countCodes(encoded);
  const entries = encoded.labels.map((label, code) => [label, counts[code] ?? 0] as const);
  const named = entries.filter(([label]) => label !== '');
  const count = named.reduce((sum, [, each]) => sum + each, 0);
  const missing = encoded.codes.length - count;
  return { name, kind: 'category', count, missing, classes: toBoundedTally(named, maxClasses) };
}

function countAll(
  countables: Countables,
  profiles: readonly ColumnProfile[],
): Readonly<Record<string, BinCounts>> {
  const bins = profiles.flatMap((profile) => {
    const countable = countables.get(profile.column);
    const counts = countable && countOne(countable, profile);
    return counts === undefined ? [] : [[profile.column, counts] as const];
  });
  return Object.fromEntries(bins);
}

/** Nothing where values and profile are of different kinds. */
function countOne(countable: Countable, profile: ColumnProfile): BinCounts | undefined {
  if (countable.kind === 'number') {
    return profile.kind === 'number' ? countNumbers(countable.values, profile) : undefined;
  }
  return profile.kind === 'category' ? countCategories(countable.encoded, profile) : undefined;
}
