import type { JobSettings } from '../job.ts';

export interface FailureCounts {
  readonly failed: number;
  /** Records of the whole input. */
  readonly total: number;
  /** Of these, what is scored so far. */
  readonly scored: number;
}

type Thresholds = Pick<JobSettings, 'error_threshold' | 'error_threshold_percent' | 'error_threshold_sample'>;

/** Whether any number of failed records is borne. */
export function bearsAll({ error_threshold, error_threshold_percent }: Thresholds): boolean {
  return error_threshold < 0 && error_threshold_percent < 0;
}

/**
 * Azure ML's rule on records: a job ends when more fail than it bears; -1 bears any number. A percentage is of the whole
 * input, and of what is scored so far where a sample is asked for. Returns the reason, if it is so; the chunks that still run
 * then may add to the count.
 */
export function describeExceededThreshold(settings: Thresholds, counts: FailureCounts): string | undefined {
  const {
    error_threshold: limit,
    error_threshold_percent: percent,
    error_threshold_sample: sample,
  } = settings;
  const { failed, total, scored } = counts;
  const end = (what: string, rule: string) => `Cannot finish the job: ${what} failed, more than ${rule}`;
  if (limit >= 0 && failed > limit) return end(`at least ${failed} records`, `error_threshold ${limit}`);
  if (percent < 0) return undefined;
  const rule = `error_threshold_percent ${percent}`;
  if (failed * 100 > percent * total) return end(`at least ${failed} of ${total} records`, rule);
  const isSample = sample !== undefined && scored >= sample;
  if (isSample && failed * 100 > percent * scored)
    return end(`${failed} of the first ${scored} records scored`, rule);
  return undefined;
}
