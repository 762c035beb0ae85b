import type { JobSettings } from './job.ts';

/** Azure ML's rule on records: a job ends when more fail than it bears; -1 bears any number. Returns the reason, if it is so. */
export function describeExceededThreshold(
  settings: Pick<JobSettings, 'error_threshold' | 'error_threshold_percent'>,
  { failed, total }: { readonly failed: number; readonly total: number },
): string | undefined {
  const { error_threshold: limit, error_threshold_percent: percent } = settings;
  if (limit >= 0 && failed > limit) {
    return `Cannot finish the job: ${failed} records failed, more than error_threshold ${limit}`;
  }
  if (percent >= 0 && failed * 100 > percent * total) {
    return `Cannot finish the job: ${failed} of ${total} records failed, more than error_threshold_percent ${percent}`;
  }
  return undefined;
}
