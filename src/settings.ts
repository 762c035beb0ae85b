import path from 'node:path';
import { z } from 'zod';
import { type ErrorDetail, errorDetails } from './functions/http/error-detail.ts';
import { defaultMaxJsonDepth, type RequestLimits } from './functions/http/request-limits.ts';
import type { TracingOptions } from './telemetry/open-tracer.ts';
import { defaultMaxPixels } from './scoring/image/image-format.ts';

/** How a service is reached: by a secret, or by its address and this app's identity. */
export type Connection = { readonly connectionString: string } | { readonly endpoint: string };

export const roles = ['all', 'realtime', 'batch'] as const;
export const modelSources = ['folder', 'container', 'both'] as const;
export const blobTriggerSources = ['LogsAndContainerScan', 'EventGrid'] as const;
export const blobTriggerBindings = ['reference', 'metadata'] as const;

export interface Settings {
  /** Which of the two endpoints this app is. */
  readonly role: (typeof roles)[number];
  /** The model of requests that name none; where not given, the only one there is. */
  readonly defaultModel: string | undefined;
  readonly modelsDirectory: string;
  readonly models: {
    /** The folder that ships with the app, the container, or both: then the container's models come before those that ship. */
    readonly source: (typeof modelSources)[number];
    /** How often changed models are looked for. */
    readonly pollSeconds: number;
  };
  readonly blobTrigger: {
    readonly source: (typeof blobTriggerSources)[number];
    readonly binding: (typeof blobTriggerBindings)[number];
  };
  /** Looks for tables in storage that no notification came for. */
  readonly sweep: {
    readonly everyMinutes: number;
    /** Older tables are left alone. */
    readonly lookBackHours: number;
  };
  readonly webhooks: {
    /** Hosts that jobs may call when they are over; none where not given. */
    readonly hosts: readonly string[];
    /** Signs the calls. */
    readonly secret: string | undefined;
  };
  /** Worker threads that score; the machine's cores where not given. */
  readonly scoringThreads: number | undefined;
  readonly maxBodyBytes: number;
  readonly maxRecords: number;
  /** Pixels that an image may have before it is made to fit. */
  readonly maxImagePixels: number;
  /** Of requests for predictions. */
  readonly limits: RequestLimits;
  /** Records that may wait for one version of a model; more are refused, with a time to come again. */
  readonly maxQueuedRecords: number;
  /** How much an error tells the caller of one. */
  readonly errorDetail: ErrorDetail;
  /** A request that takes longer is logged. */
  readonly slowRequestMs: number;
  /** Where traces go; nowhere where not given. */
  readonly applicationInsights: TracingOptions | undefined;
  /** Tables in, predictions out. */
  readonly dataStorage: Connection;
  readonly cosmos: Connection;
  /** Containers of the database that jobs may query. */
  readonly queryContainers: readonly string[];
  /** Request units a second that the predictions of jobs may spend; as many as the database takes where not given. */
  readonly cosmosRequestUnits: number | undefined;
  /** Days after which a stored prediction that is not replaced is dropped; never where not given. */
  readonly predictionsTtlDays: number | undefined;
  readonly serviceBus: Connection | undefined;
  /** Of readings that name none. */
  readonly readingsModel: string;
  readonly upkeep: {
    /** Minutes without progress after which the watchdog takes a running job for dead; longer than any activity may run. */
    readonly standstillMinutes: number;
    /** Days after which finished jobs are deleted with their outputs; never where not given. */
    readonly jobDays: number | undefined;
    /** Days for which resuming and retrying a finished job finds what was done. */
    readonly jobStateDays: number;
    /** Days for which the histories of orchestrations are kept. */
    readonly historyDays: number;
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

const positive = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, 'expected a whole number above 0')
  .transform(Number);
const address = z.url({ protocol: /^https?$/, error: 'expected an http or https address' });
const oneOf = <const T extends readonly string[]>(values: T) =>
  z.enum(values, `expected ${values.join(' or ')}`);

/** The longest that a timer of Node.js waits. */
const maxTimerMs = 2_147_483_647;

const schema = z.object({
  SCORING_ROLE: oneOf(roles).default('all'),
  DEFAULT_MODEL: z.string().optional(),
  MODELS_DIR: z.string().default('models'),
  MODELS_SOURCE: oneOf(modelSources).default('both'),
  MODELS_POLL_SECONDS: positive.pipe(z.number().max(86_400, 'expected at most 86400')).default(10),
  BLOB_TRIGGER_SOURCE: oneOf(blobTriggerSources).default('LogsAndContainerScan'),
  BLOB_TRIGGER_BINDING: oneOf(blobTriggerBindings).default('reference'),
  SWEEP_MINUTES: positive.pipe(z.number().max(59, 'expected at most 59')).default(5),
  SWEEP_LOOKBACK_HOURS: positive.default(48),
  WEBHOOK_HOSTS: z.string().default(''),
  WEBHOOK_SECRET: z.string().optional(),
  SCORING_THREADS: positive.optional(),
  MAX_BODY_BYTES: positive.default(16 * 1024 * 1024),
  MAX_RECORDS: positive.default(10_000),
  MAX_IMAGE_PIXELS: positive.default(defaultMaxPixels),
  MAX_QUEUED_RECORDS: positive.default(20_000),
  MAX_CELLS: positive.default(10_000_000),
  MAX_JSON_DEPTH: positive.default(defaultMaxJsonDepth),
  MAX_TIMEOUT_MS: positive.pipe(z.number().max(maxTimerMs, `expected at most ${maxTimerMs}`)).default(60_000),
  ERROR_DETAIL: oneOf(errorDetails).default('full'),
  SLOW_REQUEST_MS: positive.default(1000),
  APPLICATIONINSIGHTS_CONNECTION_STRING: z.string().optional(),
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: z.string().default(''),
  WEBSITE_SITE_NAME: z.string().default('onscore'),
  WATCHDOG_STANDSTILL_MINUTES: positive.default(35),
  JOB_RETENTION_DAYS: positive.optional(),
  JOB_STATE_RETENTION_DAYS: positive.default(7),
  HISTORY_RETENTION_DAYS: positive.default(3),
  DataStorage: z.string().optional(),
  DataStorage__blobServiceUri: address.optional(),
  CosmosDB: z.string().optional(),
  QUERY_CONTAINERS: z.string().default('figures'),
  COSMOS_RU_BUDGET: positive.optional(),
  PREDICTIONS_TTL_DAYS: positive.optional(),
  CosmosDB__accountEndpoint: address.optional(),
  READINGS_MODEL: z.string().default('temperature'),
  ServiceBus: z.string().optional(),
  ServiceBus__fullyQualifiedNamespace: z.string().optional(),
});

/** All that can be set. */
export const settingNames: readonly string[] = Object.keys(schema.shape);

/** What holds where a setting is not given, as one would write it; empty where that is none. */
export const settingDefaults: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(schema.shape).map(([name, rule]) => [name, String(rule.safeParse(undefined).data ?? '')]),
);

/** Reads the app's settings; fails with one message that tells every problem. Paths are relative to `appDirectory`; an empty setting is none. */
export function parseSettings(environment: Environment, appDirectory: string): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const { data, error } = schema.safeParse(given);
  const dataStorage = toConnection(given.DataStorage, given.DataStorage__blobServiceUri);
  const cosmos = toConnection(given.CosmosDB, given.CosmosDB__accountEndpoint);
  if (data === undefined || dataStorage === undefined || cosmos === undefined) {
    const problems =
      error?.issues.map(({ path: [name], message }) => describe(String(name), given, message)) ?? [];
    if (dataStorage === undefined)
      problems.push('neither DataStorage nor DataStorage__blobServiceUri is set');
    if (cosmos === undefined) problems.push('neither CosmosDB nor CosmosDB__accountEndpoint is set');
    throw new Error(`Cannot read the settings: ${problems.join('; ')}`);
  }
  return {
    role: data.SCORING_ROLE,
    defaultModel: data.DEFAULT_MODEL,
    modelsDirectory: path.resolve(appDirectory, data.MODELS_DIR),
    models: { source: data.MODELS_SOURCE, pollSeconds: data.MODELS_POLL_SECONDS },
    blobTrigger: { source: data.BLOB_TRIGGER_SOURCE, binding: data.BLOB_TRIGGER_BINDING },
    sweep: { everyMinutes: data.SWEEP_MINUTES, lookBackHours: data.SWEEP_LOOKBACK_HOURS },
    webhooks: { hosts: toList(data.WEBHOOK_HOSTS), secret: data.WEBHOOK_SECRET },
    scoringThreads: data.SCORING_THREADS,
    maxBodyBytes: data.MAX_BODY_BYTES,
    maxRecords: data.MAX_RECORDS,
    maxImagePixels: data.MAX_IMAGE_PIXELS,
    maxQueuedRecords: data.MAX_QUEUED_RECORDS,
    limits: {
      maxBodyBytes: data.MAX_BODY_BYTES,
      maxRecords: data.MAX_RECORDS,
      maxCells: data.MAX_CELLS,
      maxJsonDepth: data.MAX_JSON_DEPTH,
      maxTimeoutMs: data.MAX_TIMEOUT_MS,
    },
    errorDetail: data.ERROR_DETAIL,
    slowRequestMs: data.SLOW_REQUEST_MS,
    applicationInsights: toTracing(data),
    dataStorage,
    cosmos,
    queryContainers: toList(data.QUERY_CONTAINERS),
    cosmosRequestUnits: data.COSMOS_RU_BUDGET,
    predictionsTtlDays: data.PREDICTIONS_TTL_DAYS,
    serviceBus: toConnection(data.ServiceBus, data.ServiceBus__fullyQualifiedNamespace),
    readingsModel: data.READINGS_MODEL,
    upkeep: {
      standstillMinutes: data.WATCHDOG_STANDSTILL_MINUTES,
      jobDays: data.JOB_RETENTION_DAYS,
      jobStateDays: data.JOB_STATE_RETENTION_DAYS,
      historyDays: data.HISTORY_RETENTION_DAYS,
    },
  };
}

function toList(text: string): readonly string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function toTracing(data: z.infer<typeof schema>): TracingOptions | undefined {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString } = data;
  if (connectionString === undefined) return undefined;
  const byIdentity = /\bAuthorization=AAD\b/i.test(data.APPLICATIONINSIGHTS_AUTHENTICATION_STRING);
  return { connectionString, byIdentity, appName: data.WEBSITE_SITE_NAME };
}

function toConnection(
  connectionString: string | undefined,
  endpoint: string | undefined,
): Connection | undefined {
  if (connectionString !== undefined) return { connectionString };
  return endpoint === undefined ? undefined : { endpoint };
}

/** Only settings without secrets have rules that can be broken, so the value may be shown. */
function describe(name: string, given: Environment, expected: string): string {
  return `${name} is "${given[name] ?? ''}", ${expected}`;
}
