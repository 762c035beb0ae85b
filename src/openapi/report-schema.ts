import { z } from 'zod';
import { finalStatuses } from '../jobs/job.ts';
import { named } from './json-schema.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const shares = z.object({ training: share, job: share });
const status = z
  .enum(['stable', 'moderate', 'significant'])
  .describe('By the population stability index: below 0.1, below 0.25, from there on');

const drift = z.object({
  column: z.string(),
  kind: z.enum(['number', 'category']),
  psi: z.number().describe('The population stability index against the training table'),
  status,
  missing: shares,
  other: shares.optional().describe('Of categories that the training table has not, or seldom'),
  bins: z.array(shares.extend({ label: z.string() })),
});

const errorCause = z.object({
  code: z.string(),
  column: z.string().optional(),
  count,
  examples: z
    .array(z.object({ row: count, key: z.string().optional(), message: z.string() }))
    .describe('The first ones'),
});

const numbers = z.object({
  name: z.string(),
  kind: z.literal('number'),
  count,
  missing: count.describe('Values that are no finite numbers'),
  min: z.number().optional(),
  max: z.number().optional(),
  mean: z.number().optional(),
  quantiles: z.record(z.string(), z.number()).optional().describe('p1 to p99, within 1 %'),
  histogram: z
    .object({ edges: z.array(z.number()), counts: z.array(count) })
    .optional()
    .describe('Bins of equal width: one edge more than counts'),
});

const categories = z.object({
  name: z.string(),
  kind: z.literal('category'),
  count,
  missing: count,
  distinct: count.describe('How many different ones; an estimate where sampled'),
  sampled: z.boolean().describe('There were so many that those named are only some of them'),
  classes: z
    .array(z.object({ value: z.string(), count, share }))
    .describe('The most frequent first, at most 50'),
});

const segment = z.object({
  column: z.string(),
  distinct: count,
  sampled: z.boolean(),
  values: z.array(
    z.object({
      value: z.string(),
      count,
      share,
      means: z.record(z.string(), z.number()).describe('Of predictions that are numbers'),
      classes: z
        .record(z.string(), z.record(z.string(), share))
        .describe('Of predictions that are classes, the share of each'),
    }),
  ),
});

const said = z.union([z.string(), z.number()]);
const difference = z.object({ row: count, key: z.string().optional(), champion: said, challenger: said });

const comparison = z.object({
  version: z.string(),
  sha256: z.string(),
  predictions: z.array(
    z.discriminatedUnion('kind', [
      numbers
        .extend({
          same: count,
          largest: z.array(difference).describe('The largest differences first'),
        })
        .describe('How the differences, challenger less champion, are distributed'),
      z.object({
        name: z.string(),
        kind: z.literal('category'),
        count,
        missing: count.describe('Records that either could not score'),
        agreed: count,
        share: share.describe('That agreed'),
        changes: z
          .array(z.object({ from: z.string(), to: z.string(), count }))
          .describe('The most frequent first, at most 50'),
        sampled: z.boolean(),
        first: z.array(difference).describe('The first records that are told otherwise'),
      }),
    ]),
  ),
});

const cost = z.object({
  currency: z.string(),
  total: z.number(),
  earlier: z
    .number()
    .optional()
    .describe('Of the total, what was spent before the job was resumed or retried'),
  compute: z.number(),
  database: z.number(),
  storage: z.number(),
  gbSeconds: z.number(),
  requestUnits: count,
  executions: count,
  transactions: count,
  pricedAt: z.string(),
  basis: z.string().describe('Which plan and sizes it is reckoned with'),
});

/** What `GET /jobs/{id}/report` answers; read as data, too, by what shows it. */
export const jobReportSchema = z.object({
  job: z.string(),
  model: z.string(),
  version: z.string(),
  status: z.enum(finalStatuses),
  error: z.string().optional(),
  input: z.object({ path: z.string(), bytes: count }),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string(),
  seconds: z.number(),
  recordsPerSecond: z.number(),
  records: z.object({ total: count, succeeded: count, failed: count }),
  chunks: z.object({
    total: count,
    done: count,
    summarized: count.describe('Those of which errors by cause, predictions, drift and segments tell'),
  }),
  warnings: z.array(z.string()).optional(),
  errors: z.array(errorCause).describe('By cause, the most frequent first'),
  predictions: z.array(z.discriminatedUnion('kind', [numbers, categories])),
  drift: z
    .object({
      status,
      training: z.object({ table: z.string(), records: count }),
      inputs: z.array(drift).describe('The most changed first'),
      predictions: z.array(drift),
    })
    .optional()
    .describe('Where the model has a profile of its training table'),
  segments: z.array(segment).optional(),
  comparison: comparison.optional().describe('Of a job with a challenger'),
  forecast: z.string().optional().describe('Where the series of the job are, of a model that forecasts'),
  slowestChunks: z.array(
    z.object({ chunk: count, records: count, ms: z.number(), recordsPerSecond: z.number() }),
  ),
  cost,
});

export const jobReport = named('JobReport', jobReportSchema);

const timeline = z.object({ times: z.array(z.string()), values: z.array(z.number()) });

export const forecastSchema = z.object({
  job: z.string(),
  model: z.string(),
  version: z.string(),
  time: z.string().describe('Name of the column of times'),
  unit: z.string(),
  target: z.string(),
  key: z.string().optional(),
  series: z.array(z.object({ key: z.string(), by: z.record(z.string(), z.string()) })),
  hasMoreSeries: z.boolean(),
  summed: z
    .int()
    .describe('Of how many series these are the sums; the sums of bounds are wider than the bounds of a sum'),
  history: timeline.optional().describe('Where the input of the job is still kept'),
  forecast: timeline.extend({
    lower: z.array(z.number()).optional(),
    upper: z.array(z.number()).optional(),
  }),
});

export const jobForecast = named('JobForecast', forecastSchema);
