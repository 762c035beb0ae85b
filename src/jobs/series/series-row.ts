/** A row of the input, and the series that it is of. */
export interface SeriesRow {
  /** Number of its series. */
  readonly series: number;
  /** Place of its time on the scale of the model; NaN where it has none. */
  readonly time: number;
  /** As it is written, with its newline. */
  readonly bytes: Uint8Array;
}

/** Of a row in a run, before its bytes: series and length as 32 bits, time as 64, all little-endian. */
export const rowHeadBytes = 16;
const lengthAt = 4;
const timeAt = 8;

export function encodeRow({ series, time, bytes }: SeriesRow): Uint8Array {
  const row = new Uint8Array(rowHeadBytes + bytes.length);
  const view = new DataView(row.buffer);
  view.setUint32(0, series, true);
  view.setUint32(lengthAt, bytes.length, true);
  view.setFloat64(timeAt, time, true);
  row.set(bytes, rowHeadBytes);
  return row;
}

/** How long the row is whose head this is, head included. */
export function toRowBytes(head: Uint8Array): number {
  return rowHeadBytes + toView(head).getUint32(lengthAt, true);
}

/** Reads back what `encodeRow` wrote. */
export function decodeRow(row: Uint8Array): SeriesRow {
  const view = toView(row);
  return {
    series: view.getUint32(0, true),
    time: view.getFloat64(timeAt, true),
    bytes: row.subarray(rowHeadBytes),
  };
}

function toView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
