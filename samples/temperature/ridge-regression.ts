/** A linear forecast: weights for the inputs, and a constant. */
export interface LinearFit {
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Least squares with a penalty of `l2` on the weights, not on the constant. */
export function fitRidge(
  inputs: readonly (readonly number[])[],
  targets: readonly number[],
  l2: number,
): LinearFit {
  const size = (inputs[0]?.length ?? 0) + 1;
  const matrix = Array.from({ length: size }, () => new Float64Array(size));
  const vector = new Float64Array(size);
  inputs.forEach((input, k) => {
    const row = [...input, 1];
    row.forEach((left, i) => {
      vector[i] = at(vector, i) + left * at(targets, k);
      const line = matrix[i] ?? new Float64Array();
      row.forEach((right, j) => (line[j] = at(line, j) + left * right));
    });
  });
  for (let i = 0; i < size - 1; i++) {
    const line = matrix[i] ?? new Float64Array();
    line[i] = at(line, i) + l2;
  }
  const solution = solve(matrix, vector);
  return { weights: solution.slice(0, -1), intercept: at(solution, size - 1) };
}

/** Gaussian elimination with the largest pivot of each column. */
function solve(matrix: readonly Float64Array[], vector: Float64Array): number[] {
  const rows = matrix.map((line, i) => [...line, at(vector, i)]);
  const size = rows.length;
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column).sort((a, b) => Math.abs(at(b, column)) - Math.abs(at(a, column)));
    rows.splice(column, rest.length, ...rest);
    const [pivot = []] = rest;
    for (const row of rest.slice(1)) {
      const factor = at(row, column) / at(pivot, column);
      for (let k = column; k <= size; k++) row[k] = at(row, k) - factor * at(pivot, k);
    }
  }
  const solution = new Array<number>(size).fill(0);
  for (let i = size - 1; i >= 0; i--) {
    const row = rows[i] ?? [];
    const known = solution.reduce((sum, value, k) => (k > i ? sum + value * at(row, k) : sum), 0);
    solution[i] = (at(row, size) - known) / at(row, i);
  }
  return solution;
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`Cannot read element ${index}: there are ${values.length}`);
  return value;
}
