/** Inverts a symmetric positive definite matrix [n, n] by Gauss-Jordan elimination; such a matrix needs no pivots. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const a = Float64Array.from(matrix);
  for (let pivot = 0; pivot < n; pivot++) {
    const row = a.subarray(pivot * n, (pivot + 1) * n);
    const scale = 1 / (row[pivot] ?? NaN);
    row[pivot] = 1;
    for (let k = 0; k < n; k++) row[k] = (row[k] ?? 0) * scale;
    for (let other = 0; other < n; other++) {
      if (other !== pivot) eliminate(a.subarray(other * n, (other + 1) * n), row, pivot);
    }
  }
  return a;
}

function eliminate(target: Float64Array, row: Float64Array, pivot: number): void {
  const factor = target[pivot] ?? 0;
  if (factor === 0) return;
  target[pivot] = 0;
  for (let k = 0; k < row.length; k++) target[k] = (target[k] ?? 0) - factor * (row[k] ?? 0);
}
