import { z } from 'zod';
import { tableFormatSchema } from '../scoring/table-format.ts';
import { jobSettingsSchema } from './job-settings.ts';

export const planSchema = z
  .object({
    job: z.string(),
    model: z.string(),
    version: z.string(),
    sha256: z.string(),
    input: z.object({ path: z.string(), etag: z.string(), bytes: z.number() }),
    format: tableFormatSchema,
    /** The header line of predictions.csv. */
    outputHeader: z.string(),
    settings: jobSettingsSchema,
    records: z.number(),
    /** Chunks are numbered from 1; 0 is the header in the output's blocks. */
    chunks: z.number(),
  })
  .readonly();

/** What a job does, pinned before its first record is scored: nothing in it changes while the job runs. */
export type Plan = z.infer<typeof planSchema>;
