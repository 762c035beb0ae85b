import { widthOf } from '../table/column-slices.ts';
import type { PredictionValues } from '../predictions.ts';
import type { Column } from '../records.ts';
import { type BoundedTally, toBoundedTally } from './bounded-tally.ts';
import type { SegmentCell, SegmentSummary } from './chunk-summary.ts';
import { type Encoded, encodeCategories } from './encode-categories.ts';
import { sumExactly } from './exact-sum.ts';
import type { SummarizedChunk } from './summarize-chunk.ts';

/** Values of a segment, and classes of a prediction within one, that are kept. */
export const maxSegmentValues = 256;
const maxSegmentClasses = 16;

/** Per value of a column: how many records, what was predicted of them. */
export function summarizeSegments(
  { records, predictions, columns }: SummarizedChunk,
  segments: readonly string[],
): readonly SegmentSummary[] {
  if (segments.length === 0) return [];
  const scalars = predictions.columns.flatMap(({ name, values }) => toScalar(name, values));
  return segments.flatMap((name) => {
    const column = records.columns[columns.findIndex((spec) => spec.name === name)];
    const texts = column && toTexts(column);
    return texts === undefined
      ? []
      : [{ column: name, values: summarizeOne(encodeCategories(texts), scalars) }];
  });
}

type Scalar = { readonly name: string } & (
  | { readonly kind: 'number'; readonly values: ArrayLike<number> }
  | { readonly kind: 'category'; readonly encoded: Encoded }
);

/** A list is of several values a record, which are no mean and no share. */
function toScalar(name: string, values: PredictionValues): readonly Scalar[] {
  if (values instanceof BigInt64Array)
    return [{ name, kind: 'number', values: Float64Array.from(values, Number) }];
  if (ArrayBuffer.isView(values)) return [{ name, kind: 'number', values }];
  if (values.some((value) => Array.isArray(value))) return [];
  return [{ name, kind: 'category', encoded: encodeCategories(values.map(String)) }];
}

function toTexts(column: Column): readonly string[] | undefined {
  if (column.type === 'image' || widthOf(column) !== 1) return undefined;
  return column.type === 'string' ? column.values : Array.from(column.values, String);
}

function summarizeOne({ codes, labels }: Encoded, scalars: readonly Scalar[]): BoundedTally<SegmentCell> {
  const rows = groupRows(codes, labels.length);
  const cells = labels.map((label, code): readonly [string, SegmentCell] => [
    label,
    summarizeCell(rows[code] ?? [], scalars),
  ]);
  return toBoundedTally(cells, maxSegmentValues);
}

function groupRows(codes: Uint32Array, count: number): readonly (readonly number[])[] {
  const rows = Array.from({ length: count }, (): number[] => []);
  for (const [row, code] of codes.entries()) rows[code]?.push(row);
  return rows;
}

function summarizeCell(rows: readonly number[], scalars: readonly Scalar[]): SegmentCell {
  const sums = scalars.flatMap((scalar) =>
    scalar.kind === 'number' ? [[scalar.name, sumRows(rows, scalar.values)] as const] : [],
  );
  const classes = scalars.flatMap((scalar) =>
    scalar.kind === 'category' ? [[scalar.name, countClasses(rows, scalar.encoded)] as const] : [],
  );
  return { count: rows.length, sums: Object.fromEntries(sums), classes: Object.fromEntries(classes) };
}

function sumRows(rows: readonly number[], values: ArrayLike<number>): SegmentCell['sums'][string] {
  const numbers = rows.map((row) => values[row] ?? NaN).filter(Number.isFinite);
  return { sum: sumExactly(numbers), count: numbers.length };
}

function countClasses(rows: readonly number[], { codes, labels }: Encoded): BoundedTally<number> {
  const counts = new Uint32Array(labels.length);
  for (const row of rows) {
    const code = codes[row] ?? 0;
    counts[code] = (counts[code] ?? 0) + 1;
  }
  const entries = labels.map((label, code) => [label, counts[code] ?? 0] as const);
  return toBoundedTally(
    entries.filter(([, count]) => count > 0),
    maxSegmentClasses,
  );
}
