import { type BoundedTally, toBoundedTally } from './bounded-tally.ts';
import type { SegmentCell, SegmentSummary } from './chunk-summary.ts';
import type { Countable } from './countable.ts';
import type { Numbers } from './count-bins.ts';
import { countCodes, type Encoded, encodeCategories } from './encode-categories.ts';
import { addSums, type ExactSum, noSum } from './exact-sum.ts';
import type { Countables } from './summarize-chunk.ts';

/** Values of a segment, and classes of a prediction within one, that are kept. */
const maxValues = 256;
const maxClasses = 16;
/** Pairs of a value and a class that are counted in an array of all there could be. */
const maxCells = 100_000;

/** Per value of a column: how many records, and what was predicted of them. */
export function summarizeSegment(column: string, countable: Countable, outputs: Countables): SegmentSummary {
  const segment =
    countable.kind === 'category'
      ? countable.encoded
      : encodeCategories(Array.from(countable.values, String));
  const counts = countCodes(segment);
  const predictions = Array.from(outputs).filter(([, { isScalar }]) => isScalar);
  const sums = predictions.flatMap(([name, output]) =>
    output.kind === 'number' ? [[name, sumBySegment(segment, output.values)] as const] : [],
  );
  const classes = predictions.flatMap(([name, output]) =>
    output.kind === 'category' ? [[name, countBySegment(segment, output.encoded)] as const] : [],
  );
  const cells = segment.labels.map((label, code): readonly [string, SegmentCell] => [
    label,
    {
      count: counts[code] ?? 0,
      sums: Object.fromEntries(sums.map(([name, each]) => [name, each[code] ?? nothing])),
      classes: Object.fromEntries(classes.map(([name, each]) => [name, each(code)])),
    },
  ]);
  return { column, values: toBoundedTally(cells, maxValues) };
}

interface SegmentSum {
  readonly sum: ExactSum;
  readonly count: number;
}

const nothing: SegmentSum = { sum: noSum, count: 0 };

function sumBySegment({ codes, labels }: Encoded, values: Numbers): readonly SegmentSum[] {
  const high = new Float64Array(labels.length);
  const low = new Float64Array(labels.length);
  const counts = new Uint32Array(labels.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row] ?? 0;
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) continue;
    counts[code] = (counts[code] ?? 0) + 1;
    const before = high[code] ?? 0;
    const sum = before + value;
    const part = sum - before;
    low[code] = (low[code] ?? 0) + (before - (sum - part) + (value - part));
    high[code] = sum;
  }
  return labels.map((_, code) => ({
    sum: addSums({ high: high[code] ?? 0, low: 0 }, { high: low[code] ?? 0, low: 0 }),
    count: counts[code] ?? 0,
  }));
}

/** Tells of each segment how often each class comes. */
function countBySegment(segment: Encoded, classes: Encoded): (code: number) => BoundedTally<number> {
  const width = classes.labels.length;
  const cells = segment.labels.length * width;
  const counts = cells <= maxCells ? countDensely(segment, classes, cells) : countSparsely(segment, classes);
  const bySegment = Map.groupBy(counts, ([cell]) => Math.floor(cell / width));
  return (code) => {
    const found = bySegment.get(code) ?? [];
    return toBoundedTally(
      found.map(([cell, count]) => [classes.labels[cell % width] ?? '', count] as const),
      maxClasses,
    );
  };
}

type CellCounts = Iterable<readonly [cell: number, count: number]>;

function countDensely(segment: Encoded, classes: Encoded, cells: number): CellCounts {
  const width = classes.labels.length;
  const counts = new Uint32Array(cells);
  for (let row = 0; row < segment.codes.length; row++) {
    const cell = (segment.codes[row] ?? 0) * width + (classes.codes[row] ?? 0);
    counts[cell] = (counts[cell] ?? 0) + 1;
  }
  return [...counts.entries()].filter(([, count]) => count > 0);
}

function countSparsely(segment: Encoded, classes: Encoded): CellCounts {
  const counts = new Map<number, number>();
  for (const [row, code] of segment.codes.entries()) {
    const cell = code * classes.labels.length + (classes.codes[row] ?? 0);
    counts.set(cell, (counts.get(cell) ?? 0) + 1);
  }
  return counts;
}
