import { addComparisons } from '../compare/add-comparisons.ts';
import { addTallies } from './bounded-tally.ts';
import type {
  ChunkSummary,
  ErrorCause,
  PredictionSummary,
  SegmentCell,
  SegmentSummary,
  UnknownTexts,
} from './chunk-summary.ts';
import { addBins, type BinCounts } from './count-bins.ts';
import { addSums } from './exact-sum.ts';
import { addSketches } from './number-sketch.ts';
import { examplesPerCause } from './summarize-chunk.ts';

/** Adds what two chunks tell; in whatever order chunks are added, the result is the same. */
export function addSummaries(a: ChunkSummary, b: ChunkSummary): ChunkSummary {
  return {
    records: a.records + b.records,
    errors: combine(a.errors, b.errors, ({ code, column = '' }) => `${code} ${column}`, addErrors),
    predictions: combine(a.predictions, b.predictions, ({ name }) => name, addPredictions),
    inputBins: addBinRecords(a.inputBins, b.inputBins),
    predictionBins: addBinRecords(a.predictionBins, b.predictionBins),
    segments: combine(a.segments, b.segments, ({ column }) => column, addSegments),
    comparisons: combine(a.comparisons, b.comparisons, ({ name }) => name, addComparisons),
    unknownTexts: combine(a.unknownTexts, b.unknownTexts, ({ column }) => column, addUnknownTexts),
  };
}

/** Those of one name are added, the others stay as they are. */
function combine<T>(
  a: readonly T[],
  b: readonly T[],
  toName: (item: T) => string,
  add: (one: T, other: T) => T,
): readonly T[] {
  const all = new Map(a.map((item) => [toName(item), item]));
  for (const item of b) {
    const before = all.get(toName(item));
    all.set(toName(item), before === undefined ? item : add(before, item));
  }
  return [...all.values()];
}

function addErrors(a: ErrorCause, b: ErrorCause): ErrorCause {
  const examples = [...a.examples, ...b.examples].sort((one, other) => one.row - other.row);
  return { ...a, count: a.count + b.count, examples: examples.slice(0, examplesPerCause) };
}

/** A list of no items counts as one of texts: it says nothing of a kind. */
function addPredictions(a: PredictionSummary, b: PredictionSummary): PredictionSummary {
  if (a.kind === 'number' && b.kind === 'number') return { ...a, sketch: addSketches(a.sketch, b.sketch) };
  if (a.kind === 'category' && b.kind === 'category') {
    const classes = addTallies(a.classes, b.classes, (one, other) => one + other);
    return { ...a, count: a.count + b.count, missing: a.missing + b.missing, classes };
  }
  return a.kind === 'number' ? a : b;
}

function addBinRecords(
  a: Readonly<Record<string, BinCounts>>,
  b: Readonly<Record<string, BinCounts>>,
): Record<string, BinCounts> {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return Object.fromEntries([...names].map((name) => [name, addKnown(a[name], b[name])]));
}

function addKnown(a: BinCounts | undefined, b: BinCounts | undefined): BinCounts {
  return a === undefined || b === undefined ? (a ?? b ?? []) : addBins(a, b);
}

function addUnknownTexts(a: UnknownTexts, b: UnknownTexts): UnknownTexts {
  const first = a.first.row < b.first.row ? a.first : b.first;
  return { ...a, records: a.records + b.records, first };
}

function addSegments(a: SegmentSummary, b: SegmentSummary): SegmentSummary {
  return { ...a, values: addTallies(a.values, b.values, addCells) };
}

function addCells(a: SegmentCell, b: SegmentCell): SegmentCell {
  return {
    count: a.count + b.count,
    sums: addRecords(a.sums, b.sums, (one, other) => ({
      sum: addSums(one.sum, other.sum),
      count: one.count + other.count,
    })),
    classes: addRecords(a.classes, b.classes, (one, other) => addTallies(one, other, (x, y) => x + y)),
  };
}

function addRecords<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  add: (one: T, other: T) => T,
): Record<string, T> {
  return Object.fromEntries(
    combine(
      Object.entries(a),
      Object.entries(b),
      ([name]) => name,
      ([name, one], [, other]) => [name, add(one, other)],
    ),
  );
}
