/** Rows of a PNG, each after a byte that says how it was filtered. */
export interface PngRows {
  readonly rowBytes: number;
  readonly rows: number;
  readonly pixelBytes: number;
}

/** The bytes of one row in what is filtered and in the pixels, where the row above lies before it. */
interface RowPlace {
  readonly from: number;
  readonly to: number;
  readonly rowBytes: number;
  readonly pixelBytes: number;
}

type Unfilter = (filtered: Uint8Array, pixels: Uint8Array, place: RowPlace) => void;

/** By the number of the filter (PNG specification, 9.2). */
const unfilters: readonly Unfilter[] = [
  (filtered, pixels, { from, to, rowBytes }) => pixels.set(filtered.subarray(from, from + rowBytes), to),
  (filtered, pixels, { from, to, rowBytes, pixelBytes }) => {
    for (let k = 0; k < rowBytes; k++) {
      const left = k < pixelBytes ? 0 : (pixels[to + k - pixelBytes] ?? 0);
      pixels[to + k] = (filtered[from + k] ?? 0) + left;
    }
  },
  (filtered, pixels, { from, to, rowBytes }) => {
    for (let k = 0; k < rowBytes; k++)
      pixels[to + k] = (filtered[from + k] ?? 0) + (pixels[to + k - rowBytes] ?? 0);
  },
  (filtered, pixels, { from, to, rowBytes, pixelBytes }) => {
    for (let k = 0; k < rowBytes; k++) {
      const left = k < pixelBytes ? 0 : (pixels[to + k - pixelBytes] ?? 0);
      const above = pixels[to + k - rowBytes] ?? 0;
      pixels[to + k] = (filtered[from + k] ?? 0) + ((left + above) >> 1);
    }
  },
  (filtered, pixels, { from, to, rowBytes, pixelBytes }) => {
    for (let k = 0; k < rowBytes; k++) {
      const above = pixels[to + k - rowBytes] ?? 0;
      const left = k < pixelBytes ? 0 : (pixels[to + k - pixelBytes] ?? 0);
      const corner = k < pixelBytes ? 0 : (pixels[to + k - pixelBytes - rowBytes] ?? 0);
      pixels[to + k] = (filtered[from + k] ?? 0) + toPaeth(left, above, corner);
    }
  },
];

/** Takes the filters off; undefined where a row has none that there is. */
export function unfilterRows(
  filtered: Uint8Array,
  { rowBytes, rows, pixelBytes }: PngRows,
): Uint8Array | undefined {
  // A row of zeros lies above the first.
  const pixels = new Uint8Array((rows + 1) * rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1);
    const unfilter = unfilters[filtered[from] ?? -1];
    if (unfilter === undefined) return undefined;
    unfilter(filtered, pixels, { from: from + 1, to: (row + 1) * rowBytes, rowBytes, pixelBytes });
  }
  return pixels.subarray(rowBytes);
}

/** Whichever of the three is nearest to left + above - corner, the first of equals. */
function toPaeth(left: number, above: number, corner: number): number {
  const byLeft = Math.abs(above - corner);
  const byAbove = Math.abs(left - corner);
  const byCorner = Math.abs(left + above - 2 * corner);
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
