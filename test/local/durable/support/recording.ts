import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';

const event = z.looseObject({ EventType: z.number(), EventId: z.number(), Timestamp: z.string() });

export type RecordedEvent = z.infer<typeof event>;

const payload = z.looseObject({ history: z.array(event), instanceId: z.string() });

const typedData = z.looseObject({});

const invocation = z.object({
  function: z.string(),
  type: z.enum(['orchestrator', 'activity', 'entity']),
  /** The parsed JSON that an orchestrator got. */
  payload: payload.optional(),
  /** Whether that was written as indented JSON. */
  text: z.string().optional(),
  inputData: z.array(z.object({ name: z.string(), data: typedData })),
  triggerMetadata: z.record(z.string(), typedData),
  returnValue: typedData.nullish(),
  threw: z.string().optional(),
});

export type RecordedInvocation = z.infer<typeof invocation>;

const recording = z.object({
  name: z.string(),
  orchestrator: z.string(),
  instanceId: z.string(),
  /** The body of the request that started it. */
  startBody: z.string(),
  invocations: z.array(invocation),
  finalStatus: z.object({
    status: z.number(),
    body: z.looseObject({ historyEvents: z.array(z.looseObject({})).optional() }),
  }),
});

export type Recording = z.infer<typeof recording>;

const recorded = z.object({ functions: z.record(z.string(), z.string()), recordings: z.array(recording) });

/** What the real host sent and answered, kept to what a replay needs. */
export function loadRecordings(file: URL): z.infer<typeof recorded> {
  return recorded.parse(JSON.parse(gunzipSync(readFileSync(file)).toString('utf8')));
}
