export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The line of least squares through points. */
export function fitLine(points: readonly Point[]): { readonly slope: number; readonly intercept: number } {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const products = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const squares = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  const slope = squares === 0 ? 0 : products / squares;
  return { slope, intercept: meanY - slope * meanX };
}
