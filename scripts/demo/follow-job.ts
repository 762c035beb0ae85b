import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoApi, DemoJob } from './api.ts';
import { createProgressLine } from './table.ts';

const pollMs = 250;
const timeoutMs = 110_000;

/** Does what starts a job of a model, waits for its end, telling how far it is; fails where it does not succeed. */
export async function runJob(api: DemoApi, model: string, start: () => Promise<unknown>): Promise<DemoJob> {
  const known = new Set((await api.jobs(model)).map(({ id }) => id));
  await start();
  const progress = createProgressLine(process.stdout);
  const job = await follow(api, progress.show, async () =>
    (await api.jobs(model)).find(({ id }) => !known.has(id)),
  );
  progress.end();
  if (job.status === 'Succeeded') return job;
  throw new Error(
    `Cannot show the predictions: job ${job.id} is ${job.status}: ${job.error ?? 'it does not tell why'}; GET /jobs/${job.id}/errors tells more`,
  );
}

async function follow(
  api: DemoApi,
  show: (progress: string) => void,
  find: () => Promise<DemoJob | undefined>,
): Promise<DemoJob> {
  const end = Date.now() + timeoutMs;
  let last: DemoJob | undefined;
  while (Date.now() < end) {
    last = last === undefined ? await find() : await api.job(last.id);
    show(last === undefined ? 'waiting for the job to start' : describe(last));
    if (last !== undefined && isFinished(last)) return last;
    await sleep(pollMs);
  }
  throw new Error(
    `Cannot wait longer than ${timeoutMs / 1000} s: ${last === undefined ? 'no job started' : describe(last)}`,
  );
}

function isFinished({ status }: DemoJob): boolean {
  return ['Succeeded', 'Failed', 'Canceled'].includes(status);
}

function describe({ status, records, chunks }: DemoJob): string {
  const done = records.succeeded + records.failed;
  return `${status}: ${done.toLocaleString('en')} records scored, ${chunks.done} of ${chunks.total} chunks`;
}
