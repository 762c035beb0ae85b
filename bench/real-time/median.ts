/** The middle one, of an even number the lower of the two in the middle. */
export function medianBy<T>(values: readonly T[], toNumber: (value: T) => number): T {
  const sorted = values.toSorted((a, b) => toNumber(a) - toNumber(b));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new Error('Cannot find the median: there are no values');
  return middle;
}
