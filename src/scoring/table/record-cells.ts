import type { ScoringPlan } from '../model.ts';

const known = new WeakMap<ScoringPlan, number>();

/** How many values a model is given for one record: an image counts with all the numbers that it becomes. */
export function countRecordCells(plan: ScoringPlan): number {
  const found = known.get(plan) ?? addUp(plan);
  known.set(plan, found);
  return found;
}

function addUp({ feeds, columns }: ScoringPlan): number {
  const sizes = feeds.map(({ recordDims }) => recordDims.reduce((product, dim) => product * dim, 1));
  return Math.max(
    columns.length,
    sizes.reduce((sum, size) => sum + size, 0),
  );
}
