import type { ChunkBounds } from '../plan/chunk-bounds.ts';
import type { Plan } from '../plan/plan.ts';
import { findRowEnd } from '../input/find-row-end.ts';
import { findSeriesEnd } from '../series/find-series-end.ts';

/** Cuts records in two halves; the bytes are theirs, of two records at least. */
export function splitRange(
  bounds: ChunkBounds,
  bytes: Uint8Array,
  plan: Pick<Plan, 'format' | 'by'>,
): readonly [ChunkBounds, ChunkBounds] {
  const { firstRow, records, offset } = bounds;
  const half = Math.floor(records / 2);
  const cut = findEnd(bytes, plan, half);
  return [
    { firstRow, records: half, offset, bytes: cut },
    { firstRow: firstRow + half, records: records - half, offset: offset + cut, bytes: bounds.bytes - cut },
  ];
}

/** Where the n-th record ends, be it a row or a series; the end of the bytes where there are fewer. */
export function findEnd(bytes: Uint8Array, { format, by }: Pick<Plan, 'format' | 'by'>, n: number): number {
  return by === undefined ? findRowEnd(bytes, format, n) : findSeriesEnd({ bytes, format, by }, n);
}
