import { addTallies } from '../summary/bounded-tally.ts';
import { addSketches } from '../summary/number-sketch.ts';
import { type Comparison, type Difference, shownDifferences } from './comparison.ts';

/** Adds what two chunks tell of one prediction. */
export function addComparisons(a: Comparison, b: Comparison): Comparison {
  if (a.kind === 'number' && b.kind === 'number') {
    const largest = [...a.largest, ...b.largest].sort(byMagnitude).slice(0, shownDifferences);
    return { ...a, differences: addSketches(a.differences, b.differences), largest };
  }
  if (a.kind === 'category' && b.kind === 'category') {
    return {
      ...a,
      count: a.count + b.count,
      missing: a.missing + b.missing,
      agreed: a.agreed + b.agreed,
      changes: addTallies(a.changes, b.changes, (one, other) => one + other),
      first: [...a.first, ...b.first].sort((one, other) => one.row - other.row).slice(0, shownDifferences),
    };
  }
  return a;
}

/** The largest difference first; of equal ones that of the first row. */
export function byMagnitude(a: Difference, b: Difference): number {
  return toMagnitude(b) - toMagnitude(a) || a.row - b.row;
}

function toMagnitude({ champion, challenger }: Difference): number {
  return Math.abs(Number(challenger) - Number(champion));
}
