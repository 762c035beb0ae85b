import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { startEngine, type EngineChild } from './support/engine-child.ts';

const recordedCalls = z.array(
  z.object({
    file: z.string(),
    name: z.string(),
    method: z.string(),
    url: z.string(),
    contentType: z.string().optional(),
    body: z.string().nullish(),
    status: z.number(),
    location: z.string().optional(),
    retryAfter: z.string().optional(),
    json: z.unknown().optional(),
  }),
);

type Call = z.infer<typeof recordedCalls>[number];

const fixture = readFileSync(new URL('./fixtures/api-recordings.json.gz', import.meta.url));
const calls = recordedCalls.parse(JSON.parse(gunzipSync(fixture).toString('utf8')));

const keys = 'keys are asked by the host, in front of the engine';
const others = 'lists every instance of the recorded run';
const stack = "holds the stack of the recorder's machine";

const reasons: readonly (readonly [RegExp, string])[] = [
  [/without key|wrong key/, keys],
  [
    /^list\/(all|trailing|runtimeStatus|next page|two statuses|unknown status|createdTimeFrom and To)/,
    others,
  ],
  [/^list\/(prefix$|list with showHistory|client)/, others],
  [/^purge\/(client.purgeInstanceHistoryBy: by filter$|purge by filter, webhook)/, others],
  [/^status\/(Failed|client.getStatus: Failed)|: failed$/, stack],
  [
    /^status\/(Terminated|with custom status|after continueAsNew|instance whose)/,
    'shown by the turn by turn suite',
  ],
];

const toTitle = ({ file, name }: Call): string => `${file}/${name}`;
const reasonFor = (call: Call): string | undefined =>
  reasons.find(([pattern]) => pattern.test(toTitle(call)))?.[1];

const covered = calls.filter((call) => reasonFor(call) === undefined);

let directory: string;
let engine: EngineChild;
const ids = new Map<string, string>();

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'durable-'));
  engine = await startEngine({ file: join(directory, 'durable.sqlite'), app: 'recorded' });
  await engine.ended(await engine.start('failUncaught', '', 'rec-activity-fails-uncaught'));
});

afterAll(async () => {
  await engine.stop();
  await rm(directory, { recursive: true, force: true });
  const left = new Map<string, number>();
  for (const reason of calls.flatMap((call) => reasonFor(call) ?? []))
    left.set(reason, (left.get(reason) ?? 0) + 1);
  const lines = [...left].map(([reason, count]) => `  left out: ${count} (${reason})`);
  process.stdout.write(
    `Durable API: ${covered.length} of ${calls.length} calls covered\n${lines.join('\n')}\n`,
  );
});

const withOurIds = (text: string): string =>
  [...ids].reduce((changed, [recorded, ours]) => changed.replaceAll(recorded, ours), text);

async function send({ method, url, contentType, body }: Call): Promise<Response> {
  // What was the future for the recorder may be past by now.
  const { pathname, search } = new URL(
    withOurIds(url).replace('createdTimeFrom=2026-11-22T18', 'createdTimeFrom=2126-11-22T18'),
  );
  const isRpc = pathname.startsWith('/durabletask/');
  const base = isRpc ? engine.rpcBaseUrl : `${engine.baseUrl}/`;
  const below = pathname.replace(/^(\/runtime\/webhooks)?\/durabletask\//, '');
  return fetch(`${base}${below}${search}`, {
    method,
    ...(contentType === undefined ? {} : { headers: { 'Content-Type': contentType } }),
    ...(body === undefined || body === null || method === 'GET' || method === 'DELETE'
      ? {}
      : { body: withOurIds(body) }),
  });
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly retryAfter: string | null;
  readonly json: unknown;
}

const toText = (value: unknown): string =>
  JSON.stringify(value, (key, field: unknown) => (hidden.has(key) ? undefined : field));

// What Newtonsoft.Json says about a text that is no JSON, and the host's own frames.
const hidden = new Set(['StackTrace', 'Timestamp']);

const normalise = (answer: Answer): unknown =>
  JSON.parse(
    toText(answer)
      .replace(/https?:\/\/127\.0\.0\.1:\d+/g, 'ORIGIN')
      .replace(/&code=KEY|code=KEY&|\?code=KEY/g, '')
      .replaceAll('RecHub', 'TestHub')
      .replace(/"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"/g, '"TIME"')
      .replace(
        /"ExceptionMessage":"(Unexpected|Error reading)(?:[^"\\]|\\.)*"/g,
        '"ExceptionMessage":"ABOUT THE JSON"',
      ),
  );

async function read(reply: Response): Promise<Answer> {
  const text = await reply.text();
  return {
    status: reply.status,
    location: reply.headers.get('location'),
    retryAfter: reply.headers.get('retry-after'),
    json: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

const toRecorded = (call: Call): Answer => ({
  status: call.status,
  location: call.location ?? null,
  retryAfter: call.retryAfter ?? null,
  json: call.json,
});

const started = z.object({ id: z.string() });

/** Learns which id took the place of a recorded one. */
function learnId(recorded: unknown, ours: unknown): void {
  const [theirs, own] = [started.safeParse(recorded), started.safeParse(ours)];
  if (theirs.success && own.success) ids.set(theirs.data.id, own.data.id);
}

/** Sends a request until the answer is the recorded one: the recorder looked at instances that had come to rest. */
async function exchange(call: Call): Promise<{ ours: unknown; recorded: unknown }> {
  const deadline = Date.now() + (call.method === 'GET' ? 3_000 : 0);
  for (;;) {
    const answer = await read(await send(call));
    learnId(call.json, answer.json);
    const ours = normalise(answer);
    const recorded: unknown = JSON.parse(withOurIds(JSON.stringify(normalise(toRecorded(call)))));
    if (JSON.stringify(ours) === JSON.stringify(recorded) || Date.now() > deadline) return { ours, recorded };
    await sleep(30);
  }
}

const settle = async ({ method, json }: Call): Promise<void> => {
  const created = started.safeParse(json);
  if (method === 'POST' && created.success) {
    const id = ids.get(created.data.id) ?? created.data.id;
    await engine.until(encodeURIComponent(id), ({ runtimeStatus }) => runtimeStatus !== 'Pending');
  }
  if (method === 'POST') await sleep(60);
};

describe('the management API answers as the real host did', () => {
  test.each(covered.map((call, at) => [`${toTitle(call)} (${at + 1})`, call] as const))(
    '%s',
    async (_title, call) => {
      const { ours, recorded } = await exchange(call);
      await settle(call);
      expect(ours).toEqual(recorded);
    },
  );
});
