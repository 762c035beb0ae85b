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

/** What of host.json the local host acts on, with the real host's defaults. */
const hostJsonSchema = z.looseObject({
  version: z.literal('2.0'),
  extensions: z
    .looseObject({
      http: z.looseObject({ routePrefix: z.string().default('api') }).prefault({}),
      queues: z
        .looseObject({
          batchSize: z.int().min(1).max(32).default(16),
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
      durableTask: z.looseObject({}).prefault({}),
    })
    .prefault({}),
});

export interface HostSettings {
  readonly extensions: z.infer<typeof hostJsonSchema>['extensions'];
  /** host.json as it stands, for the Durable engine. */
  readonly raw: unknown;
  /** One line for each setting that has no effect here. */
  readonly ignored: readonly string[];
}

const known: Readonly<Record<string, readonly string[]>> = {
  '': ['version', 'extensions', 'extensionBundle', 'logging'],
  extensions: ['http', 'queues', 'blobs', 'serviceBus', 'durableTask'],
  'extensions.http': ['routePrefix'],
  'extensions.queues': [
    'batchSize',
    'maxDequeueCount',
    'visibilityTimeout',
    'maxPollingInterval',
    'messageEncoding',
  ],
  'extensions.blobs': ['maxDegreeOfParallelism', 'poisonBlobThreshold'],
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
  return { extensions: parsed.data.extensions, raw, ignored: listIgnored(raw) };
}
