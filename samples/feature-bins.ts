/** A table of numbers, row-major; NaN is a missing value. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

/** A table cut into few bins a feature, which makes the search for a split a sum over bins. */
export interface BinnedMatrix {
  readonly rows: number;
  readonly features: number;
  /** Row-major; `missingBin` for NaN. */
  readonly bins: Uint8Array;
  /** Ascending upper bounds of the bins of each feature: a value is in the first bin whose bound is not below it. */
  readonly bounds: readonly Float32Array[];
}

export const missingBin = 255;

/** Cuts each feature at its values, or at quantiles where it has more than `maxBins` of them. */
export function toBins(matrix: Matrix, maxBins = 64): BinnedMatrix {
  const { rows, columns: features, values } = matrix;
  const bins = new Uint8Array(rows * features);
  const bounds = Array.from({ length: features }, (_, feature) => {
    const column = Float32Array.from(
      { length: rows },
      (_unused, row) => values[row * features + feature] ?? NaN,
    );
    const upper = toBounds(column, maxBins);
    column.forEach((value, row) => (bins[row * features + feature] = findBin(upper, value)));
    return upper;
  });
  return { rows, features, bins, bounds };
}

function toBounds(column: Float32Array, maxBins: number): Float32Array {
  const sorted = column.filter((value) => !Number.isNaN(value)).sort();
  const distinct = [...new Set(sorted)];
  if (distinct.length <= maxBins)
    return Float32Array.from(distinct.slice(1), (value, index) => middle(distinct[index], value));
  const cuts = Array.from({ length: maxBins - 1 }, (_, k) => Math.floor(((k + 1) * sorted.length) / maxBins))
    .filter((at) => sorted[at - 1] !== sorted[at])
    .map((at) => middle(sorted[at - 1], sorted[at]));
  return Float32Array.from(new Set(cuts));
}

/** Rounded to float32, because that is what the ONNX file will compare with. */
const middle = (low = NaN, high = NaN): number => Math.fround((low + high) / 2);

function findBin(bounds: Float32Array, value: number): number {
  if (Number.isNaN(value)) return missingBin;
  const bin = bounds.findIndex((bound) => value <= bound);
  return bin === -1 ? bounds.length : bin;
}
