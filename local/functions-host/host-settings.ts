import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const timeSpan = z
  .string()
  .regex(/^(\d+\.)?\d{1,2}:\d{2}:\d{2}(\.\d+)?$/)
  .transform(parseTimeSpanMs);

/** `[d.]hh:mm:ss[.fff]` in milliseconds. */
export function parseTimeSpanMs(text: string): number {
  const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
    /^(?:(\d+)\.)?(\d+):(\d+):([\d.]+)$/.exec(text) ?? [];
  return 1000 * (Number(seconds) + 60 * (Number(minutes) + 60 * (Number(hours) + 24 * Number(days))));
}

/** `functionTimeout`: a TimeSpan, or -1 for none; 30 minutes is the default of the Premium plan. */
const functionTimeout = z.union([z.literal('-1').transform(() => Infinity), timeSpan]).default(30 * 60_000);

/** What of host.json the local host acts on, with the real host's defaults. */
const hostJsonSchema = z.looseObject({
  version: z.literal('2.0'),
  functionTimeout,
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().default('api') }).prefault({}),
      queues: z
        .looseObject({
          batchSize: z.int().min(1).max(32).default(16),
          newBatchThreshold: z.int().min(0).optional(),
          maxDequeueCount: z.int().min(1).default(5),
          visibilityTimeout: timeSpan.default(0),
          maxPollingInterval: timeSpan.default(60_000),
          messageEncoding: z.enum(['base64', 'none']).default('base64'),
        })
        .prefault({}),
      blobs: z
        .looseObject({
          maxDegreeOfParallelism: z.int().min(1).default(8),
          poisonBlobThreshold: z.int().min(1).default(5),
        })
        .prefault({}),
      serviceBus: z
        .looseObject({
          maxConcurrentCalls: z.int().min(1).default(16),
          maxConcurrentSessions: z.int().min(1).default(8),
          maxMessageBatchSize: z.int().min(1).default(1000),
          sessionIdleTimeout: timeSpan.default(60_000),
          maxAutoLockRenewalDuration: timeSpan.default(300_000),
          autoCompleteMessages: z.boolean().default(true),
        })
        .prefault({}),
      durableTask: z.looseObject({ hubName: z.string().default('TestHubName') }).prefault({}),
    })
    .prefault({}),
  extensionBundle: z.object({ id: z.string(), version: z.string() }).optional(),
});

export interface HostSettings {
  readonly extensions: z.infer<typeof hostJsonSchema>['extensions'];
  readonly functionTimeoutMs: number;
  readonly extensionBundle: { readonly id: string; readonly version: string } | undefined;
  /** host.json as it stands, for the Durable engine. */
  readonly raw: unknown;
  /** One line for each setting that has no effect here. */
  readonly ignored: readonly string[];
}

const known: Readonly<Record<string, readonly string[]>> = {
  '': ['version', 'functionTimeout', 'extensions', 'extensionBundle', 'logging'],
  extensions: ['http', 'queues', 'blobs', 'serviceBus', 'durableTask'],
  'extensions.http': ['routePrefix'],
  'extensions.queues': [
    'batchSize',
    'newBatchThreshold',
    'maxDequeueCount',
    'visibilityTimeout',
    'maxPollingInterval',
    'messageEncoding',
  ],
  'extensions.blobs': ['maxDegreeOfParallelism', 'poisonBlobThreshold'],
  'extensions.serviceBus': [
    'maxConcurrentCalls',
    'maxConcurrentSessions',
    'maxMessageBatchSize',
    'sessionIdleTimeout',
    'maxAutoLockRenewalDuration',
    'autoCompleteMessages',
  ],
};

function listIgnored(value: unknown, path = ''): string[] {
  const names = known[path];
  if (names === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const place = path === '' ? name : `${path}.${name}`;
    if (!names.includes(name)) return [`host.json: "${place}" has no effect on the local host`];
    return listIgnored(below, place);
  });
}

/** Reads host.json of an app; what the local host does not act on is named, not passed over. */
export async function loadHostSettings(appDirectory: string): Promise<HostSettings> {
  const file = join(appDirectory, 'host.json');
  const raw: unknown = JSON.parse(await readFile(file, 'utf8'));
  const parsed = hostJsonSchema.safeParse(raw);
  if (!parsed.success) throw new Error(`Cannot read ${file}: ${z.prettifyError(parsed.error)}`);
  const { extensions, extensionBundle, functionTimeout: functionTimeoutMs } = parsed.data;
  return { extensions, extensionBundle, functionTimeoutMs, raw, ignored: listIgnored(raw) };
}
