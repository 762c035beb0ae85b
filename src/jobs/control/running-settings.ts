import { z } from 'zod';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { describeProblem } from '../describe-problem.ts';
import type { JobSettings } from '../job.ts';
import { jobSettingsSchema } from '../job-settings.ts';

const { max_concurrency, error_threshold, error_threshold_percent, budget } = jobSettingsSchema.shape;

const runningSchema = z.strictObject({
  settings: z
    .strictObject({ max_concurrency, error_threshold, error_threshold_percent, budget })
    .partial()
    .default({}),
});

/** The settings that are no part of a job's plan: they may change while it runs. */
export type RunningSettings = Partial<
  Pick<JobSettings, 'max_concurrency' | 'error_threshold' | 'error_threshold_percent' | 'budget'>
>;

/** Parses `{"settings": {...}}`; fails with `InvalidRequest` naming what is wrong, or what cannot change any more. */
export function parseRunningSettings(body: unknown): RunningSettings {
  const parsed = runningSchema.safeParse(body ?? {});
  if (!parsed.success) {
    throw new ScoringError('InvalidRequest', `Cannot change the job: ${describeProblem(parsed.error)}`);
  }
  const given = Object.entries(parsed.data.settings).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}
