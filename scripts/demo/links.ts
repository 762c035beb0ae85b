import type { DemoJob } from './api.ts';
import { toTable } from './table.ts';

/** Where to find what a job has made. */
export function toLinks(
  url: string,
  { id, model }: DemoJob,
  more: readonly (readonly [string, string])[] = [],
): string {
  return toTable([
    ['report', `${url}/console/job?id=${id}`],
    ['all predictions', `${url}/jobs/${id}/predictions`],
    ['in storage', `batch-output/${model}/${id}/predictions.csv`],
    ...more,
  ]);
}
