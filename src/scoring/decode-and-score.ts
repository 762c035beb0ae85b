import { sliceColumn, type RecordRange } from './table/column-slices.ts';
import { decodeImages, hasImages } from './image/decode-images.ts';
import { concatOutputs } from './plan/outputs.ts';
import { countRecordCells } from './table/record-cells.ts';
import type { Records } from './records.ts';
import type { RunBatchOptions } from './plan/run-batch.ts';
import { type ScoredRecords, scoreRecords } from './score-records.ts';

/** Numbers that images are decoded into at once: 64 MB. */
const maxValues = 2 ** 24;

/**
 * Scores records, after their images are decoded: so many at a time that memory stays bounded, however many there are.
 * Where they are scored in parts the answer holds no columns.
 */
export async function decodeAndScore(records: Records, options: RunBatchOptions): Promise<ScoredRecords> {
  if (!hasImages(records)) return scoreRecords(records, options);
  const { plan } = options;
  const size = Math.max(1, Math.floor(maxValues / countRecordCells(plan)));
  if (records.count <= size) return scoreRecords(await decodeImages(records, plan), options);
  const parts: ScoredRecords[] = [];
  for (let start = 0; start < records.count; start += size) {
    const part = sliceRecords(records, { start, end: Math.min(start + size, records.count) });
    const scored = await scoreRecords(await decodeImages(part, plan), options);
    parts.push({ ...scored, records: { ...scored.records, columns: [] } });
  }
  return joinParts(records, parts);
}

/** Valid records of a range, without the errors of others. */
function sliceRecords(records: Records, range: RecordRange): Records {
  const { start, end } = range;
  return {
    total: end - start,
    count: end - start,
    columns: records.columns.map((column) => sliceColumn(column, range)),
    rows: records.rows.subarray(start, end),
    keys: records.keys?.slice(start, end),
    carried: records.carried.map((column) => ({ ...column, values: column.values.slice(start, end) })),
    errors: [],
  };
}

function joinParts(
  { total, keys, carried, errors }: Records,
  parts: readonly ScoredRecords[],
): ScoredRecords {
  const all = parts.map(({ records }) => records);
  const records: Records = {
    total,
    count: all.reduce((sum, { count }) => sum + count, 0),
    columns: [],
    rows: Uint32Array.from(all.flatMap(({ rows }) => [...rows])),
    keys: keys && all.flatMap((part) => part.keys ?? []),
    carried: carried.map((column, k) => ({
      ...column,
      values: all.flatMap((part) => part.carried[k]?.values ?? []),
    })),
    errors: [...errors, ...all.flatMap((part) => part.errors)].sort((a, b) => a.row - b.row),
  };
  return {
    records,
    outputs: concatOutputs(parts.filter((part) => part.records.count > 0).map(({ outputs }) => outputs)),
  };
}
