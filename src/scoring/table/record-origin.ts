import type { RecordError } from '../records.ts';

/** Where records come from that were put together of several blobs, or converted. */
export interface RecordOrigin {
  /** Offset of the first of them among all that were put together. */
  readonly from: number;
  /** The blob, where there are several. */
  readonly file?: string;
  /** Offset of the first of them in its text; not given where that is not what the blob holds. */
  readonly offset?: number;
}

export type PlacedError = RecordError & { readonly file?: string };

/** An error with the place of its record in the blob that it comes from. */
export function toPlacedError(error: RecordError, origins: readonly RecordOrigin[]): PlacedError {
  const { offset: at, ...rest } = error;
  const origin = origins.findLast(({ from }) => at !== undefined && from <= at);
  if (at === undefined || origin === undefined) return error;
  const { from, file, offset } = origin;
  return {
    ...rest,
    ...(offset !== undefined && { offset: offset + at - from }),
    ...(file !== undefined && { file }),
  };
}
