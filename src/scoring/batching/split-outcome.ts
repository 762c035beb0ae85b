import { sliceOutputs } from '../plan/outputs.ts';
import type { BatchOutcome, RunFailure } from '../plan/run-batch.ts';

/** What belongs to each of the requests whose records were run together, by how many records each had. */
export function splitOutcome(outcome: BatchOutcome, counts: readonly number[]): readonly BatchOutcome[] {
  if (counts.length === 1) return [outcome];
  const ends = toEnds(counts);
  return counts.map((count, k) => {
    const end = ends[k] ?? 0;
    return cutOutcome(outcome, end - count, end);
  });
}

function toEnds(counts: readonly number[]): readonly number[] {
  let end = 0;
  return counts.map((count) => (end += count));
}

/** Failed records have no row in the outputs. */
function cutOutcome({ outputs, failures }: BatchOutcome, start: number, end: number): BatchOutcome {
  if (failures.length === 0) return { outputs: sliceOutputs(outputs, { start, end }), failures };
  const toRow = (index: number) => index - failures.filter((failure) => failure.index < index).length;
  return {
    outputs: sliceOutputs(outputs, { start: toRow(start), end: toRow(end) }),
    failures: failures
      .filter(({ index }) => index >= start && index < end)
      .map((failure) => shift(failure, start)),
  };
}

function shift({ index, reason }: RunFailure, start: number): RunFailure {
  return { index: index - start, reason };
}
