import { z } from 'zod';
import { deepFreeze } from './deep-freeze.ts';
import { columnName, inputSource } from './manifest-inputs.ts';
import { outputMapping } from './manifest-outputs.ts';
import { queryInputSchema } from './query-input.ts';
import { ScoringError } from './scoring-error.ts';

/** Names travel in URLs, blob paths and ids; no part of a blob's name may end in a dot. */
const modelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}(?<!\.)$/,
    'expected lower-case letters, digits, ".", "_" and "-", no dot last',
  );
const versionName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,31}(?<!\.)$/,
    'expected letters, digits, ".", "_" and "-", no dot last',
  );
const aliasName = versionName;
const fileInside = z
  .string()
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
    'expected a path within the model',
  );
const version = z.strictObject({
  file: fileInside,
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits'),
  opset: z.int().min(1).optional(),
  golden: fileInside.optional().describe('Records with the predictions expected for them'),
  profile: fileInside
    .optional()
    .describe('How the values of the table were distributed that it was trained on: what drift is told from'),
  profileSha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits')
    .optional()
    .describe('Of the profile'),
});

const schedule = z.strictObject({
  name: versionName,
  cron: z
    .string()
    .regex(/^\S+( \S+){5}$/, 'expected six fields')
    .describe('NCRONTAB, six fields, UTC'),
  input: z.union([z.string().regex(/^[^/]+\/.+$/, 'expected <container>/<blob>'), queryInputSchema]),
  catchUp: z
    .enum(['skip', 'latest', 'each'])
    .optional()
    .describe('What becomes of slots that were missed; latest where nothing else is said'),
});

const series = z
  .strictObject({
    by: z.array(columnName).min(1).max(8).describe('Columns whose values together name a series'),
    time: columnName.describe('The column of times'),
    unit: z
      .enum(['integer', 'day', 'week', 'month', 'quarter'])
      .describe('What a time is: a whole number, a date, a month such as 2026-11, a quarter such as 2026Q4'),
    every: z.int().min(1).optional().describe('Units from one time to the next; 1 where nothing is said'),
    target: columnName.describe('What is forecast: rows without it are times to come'),
  })
  .describe('A record of the model is a whole series: rows of a table with times');

const batching = z.strictObject({
  enabled: z.boolean().optional().describe('Whether they are; true where the graph allows it'),
  maxBatchRecords: z
    .int()
    .min(1)
    .optional()
    .describe('Records of one run; as many as are scored fastest where nothing is said'),
  maxWaitMs: z
    .number()
    .min(0)
    .max(1000)
    .optional()
    .describe('How long a request may wait for others when there is traffic; 0 where nothing is said'),
});

const capture = z
  .strictObject({
    percent: z.number().gt(0).max(100).describe('Share of the requests, chosen by their ids'),
    columns: z
      .array(columnName)
      .optional()
      .describe('Inputs and predictions that are kept; all where nothing is said'),
    mask: z.array(columnName).optional().describe('Those whose values are covered'),
  })
  .describe('Keeps requests for predictions with their answers, in the container captures');

const report = z.strictObject({
  segments: z
    .array(columnName)
    .max(8)
    .optional()
    .describe('Inputs by whose values the predictions are told apart'),
});

const events = z
  .strictObject({
    window: columnName.describe(
      'The column that holds the readings of the device before this one, the oldest first',
    ),
    length: z.int().min(1).max(1000).describe('How many of them'),
    reading: columnName.describe('The column that holds the reading itself'),
    alert: columnName
      .optional()
      .describe('The prediction that is true for a reading that the queue alerts is told of'),
    collect: z
      .string()
      .regex(/^\S+( \S+){5}$/, 'expected six fields')
      .optional()
      .describe(
        'When the readings of the day before are put into a table that a job scores: NCRONTAB, six fields, UTC',
      ),
  })
  .describe('How readings of devices are scored as they come');

export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional(),
    name: modelName,
    title: z.string().optional(),
    description: z.string().optional(),
    key: columnName.optional().describe('The column that identifies a record'),
    series: series.optional(),
    aliases: z
      .record(aliasName, versionName)
      .describe('Names of versions; "production" answers where none is asked for'),
    previous: z
      .record(aliasName, versionName)
      .optional()
      .describe('What an alias pointed at before it was moved last: where a rollback takes it'),
    breaks: z
      .record(aliasName, versionName)
      .optional()
      .describe('Aliases whose version may break callers of the one that it replaces'),
    versions: z.record(versionName, version),
    inputs: z
      .array(inputSource)
      .optional()
      .describe('Where inputs of the ONNX file are not columns of their own name'),
    outputs: z.array(outputMapping).min(1),
    batch: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('Settings of its jobs where a job says nothing else'),
    schedules: z.array(schedule).optional(),
    limits: z.strictObject({ maxRecords: z.int().min(1).optional() }).optional(),
    capture: capture.optional(),
    events: events.optional(),
    report: report.optional().describe('What the reports of its jobs tell beside the rest'),
    batching: batching.optional().describe('How requests that come together are scored together'),
  })
  .describe('An Onscore model');

export type { ImageSource, InputSource, ListSource, WindowSource } from './manifest-inputs.ts';
export type { HorizonMapping, OutputMapping, TopMapping } from './manifest-outputs.ts';
export type ModelManifest = z.infer<typeof manifestSchema>;
export type ModelVersion = z.infer<typeof version>;

/** Reads a model.json; throws InvalidModel with the first fault and where it is. */
export function parseModelManifest(text: string, name: string): ModelManifest {
  const result = manifestSchema.safeParse(parseJson(text, name));
  if (!result.success) throw toInvalidModel(name, describeIssue(result.error), result.error);
  const manifest = result.data;
  if (manifest.name !== name)
    throw toInvalidModel(name, `its model.json says its name is "${manifest.name}"`);
  for (const [alias, version] of Object.entries(manifest.aliases)) {
    if (!Object.hasOwn(manifest.versions, version)) {
      throw toInvalidModel(name, `alias "${alias}" points at version "${version}", which it does not have`);
    }
  }
  return deepFreeze(manifest);
}

/** Whether a folder or prefix of this name can be a model. */
export function isModelName(name: string): boolean {
  return modelName.safeParse(name).success;
}

export function isVersionName(name: string): boolean {
  return versionName.safeParse(name).success;
}

export function toInvalidModel(name: string, what: string, cause?: unknown): ScoringError {
  return new ScoringError('InvalidModel', `Cannot load model "${name}": ${what}`, { cause });
}

function parseJson(text: string, name: string): unknown {
  const keys = new Set<string>();
  const value = parseNoting(text, { name, keys });
  // It would be lost without a word wherever the value is copied.
  if (keys.has('__proto__')) throw toInvalidModel(name, 'its model.json has the key "__proto__"');
  return value;
}

function parseNoting(text: string, { name, keys }: { name: string; keys: Set<string> }): unknown {
  try {
    return JSON.parse(text, (key, value: unknown) => {
      keys.add(key);
      return value;
    });
  } catch (cause) {
    throw toInvalidModel(name, 'its model.json is not JSON', cause);
  }
}

function describeIssue({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'its model.json is invalid';
  const place = issue.path.length === 0 ? 'its model.json' : `"${issue.path.join('.')}" of its model.json`;
  return `${place}: ${issue.message}`;
}
