import { z } from 'zod';
import { deepFreeze } from './deep-freeze.ts';
import { ScoringError } from './scoring-error.ts';

/** Names travel in URLs, blob paths and ids. */
const modelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'expected lower-case letters, digits, ".", "_" and "-"');
const versionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/, 'expected letters, digits, ".", "_" and "-"');
const aliasName = versionName;
const fileInside = z
  .string()
  .regex(
    /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/,
    'expected a path within the model',
  );
const columnName = z.string().min(1);
const cellValue = z.union([z.string(), z.number(), z.boolean()]);

const missing = {
  required: z
    .boolean()
    .optional()
    .describe('Whether a record without this value is refused; true where nothing else is said'),
  default: cellValue.optional().describe('Stands for a missing value'),
  nan: z.literal(true).optional().describe('A missing number is NaN, and a missing string empty'),
};

const maxListLength = 10_000;
const listSource = z.strictObject({
  input: columnName,
  source: z.literal('list').describe('A list of values: an array in JSON, a text of them in a table'),
  column: columnName.optional(),
  length: z.int().min(1).max(maxListLength).describe('Values that a record may have at most'),
  pad: z
    .union([z.string(), z.number()])
    .optional()
    .describe('Stands behind the values of a shorter list; 0 or the empty text where nothing is said'),
  separator: z
    .string()
    .min(1)
    .optional()
    .describe('Between the values in a table; blanks and semicolons where nothing is said'),
  default: z.array(cellValue).optional().describe('Stands for a missing list'),
});

const maxWindowLength = 10_000;
const windowLength = z.int().min(1).max(maxWindowLength);
const windowSource = z.strictObject({
  input: columnName,
  source: z.literal('window').describe('The last values of a series that are known, the earliest first'),
  columns: z.array(columnName).min(1),
  length: windowLength.describe('Times'),
  missing: z
    .union([z.literal('nan'), z.number()])
    .optional()
    .describe('Stands where there is no value; NaN where nothing is said'),
});
const futureSource = z.strictObject({
  input: columnName,
  source: z.literal('future').describe('Values of the times to come that are known before, such as prices'),
  columns: z.array(columnName).min(1),
  length: windowLength.describe('Times'),
  default: z
    .union([z.literal('last'), z.number()])
    .optional()
    .describe(
      'Stands for a value that is not there, "last" the last one known; an error where nothing is said',
    ),
});

const imageSide = z.int().min(1).max(16_384);
const eachChannel = z.union([z.number(), z.array(z.number()).min(1).max(3)]);
const imageSource = z.strictObject({
  input: columnName,
  source: z.literal('image').describe('A PNG or JPEG, in base64 within JSON and CSV'),
  column: columnName.optional(),
  width: imageSide,
  height: imageSide,
  channels: z
    .union([z.literal(1), z.literal(3)])
    .describe('1: grey, as ITU-R 601 weighs the colours; 3: RGB'),
  layout: z.enum(['NCHW', 'NHWC']),
  fit: z
    .enum(['fill', 'cover', 'contain'])
    .optional()
    .describe('What an image of another shape becomes: stretched (where nothing is said), cut, or bordered'),
  background: z
    .enum(['black', 'white'])
    .optional()
    .describe('Of borders and behind transparent pixels; black where nothing is said'),
  scale: z
    .number()
    .optional()
    .describe('A pixel of 0 to 255 becomes (pixel x scale - mean) / std; 1/255 where nothing is said'),
  mean: eachChannel.optional().describe('One for all channels or one each; 0 where nothing is said'),
  std: eachChannel.optional().describe('One for all channels or one each; 1 where nothing is said'),
});

const inputSource = z.discriminatedUnion('source', [
  z.strictObject({
    input: columnName,
    source: z.literal('column'),
    column: columnName.optional(),
    ...missing,
  }),
  z.strictObject({
    input: columnName,
    source: z.literal('columns'),
    columns: z.array(columnName).min(1),
    ...missing,
  }),
  z.strictObject({ input: columnName, source: z.literal('constant'), value: cellValue }),
  listSource,
  windowSource,
  futureSource,
  imageSource,
]);

const topMapping = z.strictObject({
  output: columnName,
  labels: z.array(columnName).min(1).describe('Of the classes whose scores the vector holds'),
  top: z.int().min(1).describe('How many of the best classes: 1 gives a value, more give a list'),
  column: columnName.describe('Name of the prediction that holds the labels'),
  scores: columnName.optional().describe('Name of the prediction that holds their scores'),
});

const bound = z.strictObject({ output: columnName, column: columnName.describe('Name of the prediction') });
const horizonMapping = z.strictObject({
  output: columnName,
  horizon: windowLength.describe('Times to come that the vector tells of'),
  column: columnName.describe('Name of the prediction'),
  lower: bound.optional().describe('The lower end of a band'),
  upper: bound.optional().describe('The upper end of a band'),
});

const outputMapping = z.union([
  horizonMapping,
  z.strictObject({
    output: columnName,
    column: columnName.describe('Name of the prediction'),
    index: z.int().min(0).optional().describe('Which component of a vector'),
  }),
  z.strictObject({
    output: columnName,
    column: columnName.describe('Name of the prediction'),
    list: z.literal(true).describe('The whole vector is one prediction, a list'),
  }),
  z.strictObject({
    output: columnName,
    labels: z.array(columnName).min(1).describe('A prediction a component of the vector, named so'),
    prefix: z.string().optional(),
  }),
  topMapping,
]);

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
  input: z.string().regex(/^[^/]+\/.+$/, 'expected <container>/<blob>'),
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

export type ModelManifest = z.infer<typeof manifestSchema>;
export type InputSource = z.infer<typeof inputSource>;
export type ListSource = z.infer<typeof listSource>;
export type ImageSource = z.infer<typeof imageSource>;
export type OutputMapping = z.infer<typeof outputMapping>;
export type WindowSource = z.infer<typeof windowSource> | z.infer<typeof futureSource>;
export type HorizonMapping = z.infer<typeof horizonMapping>;
export type TopMapping = z.infer<typeof topMapping>;
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
