import type { TimeScale } from '../../scoring/series/series-time.ts';
import { toStep } from '../../scoring/series/series-time.ts';

/** What is odd about the times of series, and no fault. */
export interface TimeOddities {
  /** Takes the times of one series, in the order of its rows. */
  readonly add: (times: readonly number[]) => void;
  /** A sentence for each kind that there was. */
  readonly list: () => readonly string[];
}

/** Counts times that are missing between others, and those that come twice. */
export function createTimeOddities(scale: TimeScale): TimeOddities {
  const step = toStep(scale);
  const gaps = { series: 0, times: 0 };
  const twice = { series: 0, times: 0 };
  const add = (times: readonly number[]) => {
    const sorted = Float64Array.from(times.filter((time) => !Number.isNaN(time))).sort();
    let missing = 0;
    let repeated = 0;
    for (let k = 1; k < sorted.length; k++) {
      const steps = ((sorted[k] ?? 0) - (sorted[k - 1] ?? 0)) / step;
      if (steps === 0) repeated++;
      else missing += Math.max(0, Math.ceil(steps) - 1);
    }
    note(gaps, missing);
    note(twice, repeated);
  };
  const list = () => [
    ...(gaps.series === 0 ? [] : [`${toCount(gaps)} missing between others: they count as empty`]),
    ...(twice.series === 0
      ? []
      : [`${toCount(twice)} there again: of rows with the same time the last counts`]),
  ];
  return { add, list };
}

function note(counts: { series: number; times: number }, times: number): void {
  counts.times += times;
  if (times > 0) counts.series++;
}

function toCount({ series, times }: { readonly series: number; readonly times: number }): string {
  return `In ${series} series ${times} ${times === 1 ? 'time is' : 'times are'}`;
}
