/** Rows of a PNG, each after a byte that says how it was filtered. */
export interface PngRows {
  readonly rowBytes: number;
  readonly rows: number;
  readonly pixelBytes: number;
}

type Predictor = (left: number, above: number, aboveLeft: number) => number;

/** By the number of the filter (PNG specification, 9.2): what is added to each byte. */
const predictors: readonly Predictor[] = [
  () => 0,
  (left) => left,
  (_left, above) => above,
  (left, above) => (left + above) >> 1,
  toPaeth,
];

/** Takes the filters off; undefined where a row has none that there is. */
export function unfilterRows(
  filtered: Uint8Array,
  { rowBytes, rows, pixelBytes }: PngRows,
): Uint8Array | undefined {
  const pixels = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row++) {
    const from = row * (rowBytes + 1);
    const predict = predictors[filtered[from] ?? -1];
    if (predict === undefined) return undefined;
    const to = row * rowBytes;
    for (let k = 0; k < rowBytes; k++) {
      const left = k < pixelBytes ? 0 : (pixels[to + k - pixelBytes] ?? 0);
      const above = row === 0 ? 0 : (pixels[to + k - rowBytes] ?? 0);
      const aboveLeft = row === 0 || k < pixelBytes ? 0 : (pixels[to + k - rowBytes - pixelBytes] ?? 0);
      pixels[to + k] = (filtered[from + 1 + k] ?? 0) + predict(left, above, aboveLeft);
    }
  }
  return pixels;
}

/** Whichever of the three is nearest to left + above - aboveLeft, the first of equals. */
function toPaeth(left: number, above: number, aboveLeft: number): number {
  const estimate = left + above - aboveLeft;
  const byLeft = Math.abs(estimate - left);
  const byAbove = Math.abs(estimate - above);
  const byAboveLeft = Math.abs(estimate - aboveLeft);
  if (byLeft <= byAbove && byLeft <= byAboveLeft) return left;
  return byAbove <= byAboveLeft ? above : aboveLeft;
}
