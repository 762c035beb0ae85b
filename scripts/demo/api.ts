import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

const prediction = z.object({ prediction: z.string(), probability: z.number() });
const answer = z.object({ model: z.string(), version: z.string(), predictions: z.array(prediction) });
const stored = z.object({ key: z.string(), job: z.string(), prediction });
const job = z.object({
  id: z.string(),
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
    predict: (record: unknown) =>
      read(answer, '/models/churn/predict', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(record),
      }),
    newestJob: async (): Promise<DemoJob | undefined> => {
      const { jobs } = await read(z.object({ jobs: z.array(job) }), '/jobs?model=churn&limit=1');
      return jobs[0];
    },
    job: (id: string) => read(job, `/jobs/${id}`),
    predictions: (id: string) => call(`/jobs/${id}/predictions`),
    storedPrediction: (key: string) => read(stored, `/models/churn/predictions/${key}`),
  };
}

export type DemoApi = ReturnType<typeof createApi>;
