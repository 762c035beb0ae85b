/** Area under the ROC curve: the chance that a random positive scores above a random negative, ties counting half. */
export function areaUnderCurve(scores: readonly number[], isPositive: readonly boolean[]): number {
  const order = scores.map((_, index) => index).sort((a, b) => at(scores, a) - at(scores, b));
  const positives = isPositive.filter(Boolean).length;
  let rankSum = 0;
  for (let start = 0; start < order.length;) {
    const score = at(scores, at(order, start));
    let end = start;
    while (end < order.length && at(scores, at(order, end)) === score) end++;
    const meanRank = (start + 1 + end) / 2;
    rankSum += meanRank * order.slice(start, end).filter((index) => isPositive[index]).length;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}

/** Share of the answers that are right. */
export function accuracy<T>(predicted: readonly T[], actual: readonly T[]): number {
  return predicted.filter((value, index) => value === actual[index]).length / actual.length;
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError(`Cannot read element ${index}: there are ${values.length}`);
  return value;
}
