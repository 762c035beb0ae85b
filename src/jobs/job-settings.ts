import { z } from 'zod';
import type { OutputOptions } from '../scoring/chunk-scorer.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { describeProblem } from './describe-problem.ts';
import { inputFormatSchema } from './input/input-format.ts';
import type { JobSettings } from './job.ts';

const mebibyte = 1024 * 1024;

export const defaultJobSettings: JobSettings = {
  mini_batch_size: 10_000,
  max_chunk_bytes: 16 * mebibyte,
  max_concurrency: 16,
  error_threshold: -1,
  error_threshold_percent: -1,
  retry_settings: { max_retries: 3, timeout: 300 },
  output_action: 'append_row',
  include: 'key',
};

const settingsSchema = z.strictObject({
  mini_batch_size: z.int().min(1).max(10_000_000),
  max_chunk_bytes: z
    .int()
    .min(1)
    .max(256 * mebibyte),
  max_concurrency: z.int().min(1).max(256),
  error_threshold: z.int().min(-1),
  error_threshold_percent: z.union([z.literal(-1), z.number().min(0).max(100)]),
  retry_settings: z.strictObject({ max_retries: z.int().min(0).max(20), timeout: z.int().min(1).max(1800) }),
  output_action: z.enum(['append_row', 'summary_only']),
  include: z.union([z.literal(['key', 'all']), z.array(z.string().min(1)).min(1).readonly()]),
  max_chunk_seconds: z.number().min(0.1).max(1800).exactOptional(),
  exclude: z.array(z.string().min(1)).readonly().exactOptional(),
  output_format: z.enum(['csv', 'jsonl']).exactOptional(),
  csv_formula_guard: z.boolean().exactOptional(),
  format: inputFormatSchema.exactOptional(),
  budget: z.number().min(0).exactOptional(),
  webhook: z.string().max(2000).exactOptional(),
  on_conflict: z.enum(['allow', 'join', 'skip', 'replace']).exactOptional(),
  error_threshold_sample: z.int().min(1).exactOptional(),
  challenger: z.string().min(1).max(32).exactOptional(),
});

const partialSchema = settingsSchema
  .extend({ retry_settings: settingsSchema.shape.retry_settings.partial() })
  .partial();

const known = {
  '': Object.keys(settingsSchema.shape),
  retry_settings: Object.keys(settingsSchema.shape.retry_settings.shape),
};

export type JobSettingsInput = z.infer<typeof partialSchema>;

/** The whole settings of a job, as stored. */
export { settingsSchema as jobSettingsSchema };

/** Parses the settings that a caller or a manifest gives; fails with `InvalidRequest` naming the first wrong one. */
export function parseJobSettings(value: unknown): JobSettingsInput {
  const parsed = partialSchema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  throw new ScoringError(
    'InvalidRequest',
    `Cannot use the job settings: ${describeProblem(parsed.error, known)}`,
  );
}

/** Lays settings over each other, the later ones on top, on the ground of the defaults. */
export function mergeJobSettings(...layers: readonly JobSettingsInput[]): JobSettings {
  return layers.reduce<JobSettings>(
    (settings, layer) =>
      settingsSchema.parse({
        ...settings,
        ...layer,
        retry_settings: { ...settings.retry_settings, ...layer.retry_settings },
      }),
    defaultJobSettings,
  );
}

/** How the predictions of a job are written. */
export function toOutputOptions({ output_format, csv_formula_guard }: JobSettings): OutputOptions {
  return { format: output_format, formulaGuard: csv_formula_guard };
}
