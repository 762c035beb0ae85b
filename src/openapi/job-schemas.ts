import { z } from 'zod';
import { queryInputSchema } from '../scoring/query-input.ts';
import { jobSettingsSchema } from '../jobs/job-settings.ts';
import { jobAnswerSchema } from '../jobs/start/parse-job.ts';
import { named } from './json-schema.ts';

const settings = named(
  'JobSettings',
  jobSettingsSchema.partial().describe('What is not given is as the model or the product says'),
);

export const job = named('Job', jobAnswerSchema);
export const jobList = named('JobList', z.object({ jobs: z.array(job), next: z.string().optional() }));

export const jobRequest = named(
  'JobRequest',
  z.union([
    z.object({
      id: z.string().optional().describe('The same id again is the same job'),
      model: z.string().optional(),
      version: z.string().optional(),
      input: z.union([
        z.string().describe('<container>/<blob>, a folder, or its address'),
        queryInputSchema.describe('A query, whose answers are kept when the job is planned'),
      ]),
      settings: settings.optional(),
    }),
    z
      .object({
        properties: z.object({
          InputData: z.record(z.string(), z.object({ JobInputType: z.string(), Uri: z.string().optional() })),
        }),
      })
      .describe("Azure ML's way to say it"),
  ]),
);

export const jobChange = named(
  'JobChange',
  z.object({
    settings: jobSettingsSchema
      .pick({ max_concurrency: true, error_threshold: true, error_threshold_percent: true, budget: true })
      .partial(),
  }),
);
