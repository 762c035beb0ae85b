import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const prediction = z.record(z.string(), z.unknown());
const answer = z.object({ model: z.string(), version: z.string(), predictions: z.array(prediction) });
const stored = z.object({ key: z.string(), job: z.string().optional(), prediction });
const job = z.object({
  id: z.string(),
  model: z.string(),
  status: z.string(),
  records: z.object({ total: z.number(), succeeded: z.number(), failed: z.number() }),
  chunks: z.object({ total: z.number(), done: z.number() }),
  recordsPerSecond: z.number().optional(),
  error: z.string().optional(),
});

export type DemoPrediction = z.infer<typeof prediction>;
export type DemoJob = z.infer<typeof job>;

const requestTimeoutMs = 60_000;
const readyTimeoutMs = 30_000;
const json = { 'content-type': 'application/json' };

/** The product's HTTP interface, as far as the demo uses it; fails with what it answers when that is no success. */
export function createApi(url: string) {
  const call = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(url + path, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
    const text = await response.text();
    if (response.ok) return text;
    throw new Error(`Cannot go on: ${init.method ?? 'GET'} ${path} answered ${response.status}: ${text}`);
  };
  const read = async <T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> =>
    schema.parse(JSON.parse(await call(path, init)));
  const predict = async (model: string, init: RequestInit): Promise<readonly DemoPrediction[]> => {
    const { predictions } = await read(answer, `/models/${model}/predict`, { method: 'POST', ...init });
    return predictions;
  };

  return {
    /** Models load while the host is up already. */
    untilReady: async (): Promise<void> => {
      const end = Date.now() + readyTimeoutMs;
      while (!(await fetch(`${url}/v2/health/ready`)).ok) {
        if (Date.now() > end)
          throw new Error(`Cannot go on: the models are not loaded after ${readyTimeoutMs} ms`);
        await sleep(100);
      }
    },
    /** One record, or an array of them. */
    predict: (model: string, records: unknown) =>
      predict(model, { headers: json, body: JSON.stringify(records) }),
    predictImage: (model: string, image: Uint8Array<ArrayBuffer>, mediaType: string) =>
      predict(model, { headers: { 'content-type': mediaType }, body: image }),
    /** Newest first. */
    jobs: async (model: string): Promise<readonly DemoJob[]> => {
      const { jobs } = await read(z.object({ jobs: z.array(job) }), `/jobs?model=${model}&limit=100`);
      return jobs;
    },
    job: (id: string) => read(job, `/jobs/${id}`),
    predictions: (id: string) => call(`/jobs/${id}/predictions`),
    storedPrediction: (model: string, key: string) =>
      read(stored, `/models/${model}/predictions/${encodeURIComponent(key)}`),
    /** How many readings of a device are scored; 0 where none is yet. */
    countReadings: async (device: string): Promise<number> => {
      const response = await fetch(`${url}/models/temperature/predictions/${device}`);
      const text = await response.text();
      if (response.status === 404) return 0;
      return z.object({ row: z.number() }).parse(JSON.parse(text)).row;
    },
    /** Runs a function now that a timer would run later, as the real host's own route does; there it takes the master key. */
    fire: (name: string) =>
      call(`/admin/functions/${name}`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify({ input: '' }),
      }),
  };
}

export type DemoApi = ReturnType<typeof createApi>;
