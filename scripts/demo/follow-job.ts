import { setTimeout as sleep } from 'node:timers/promises';
import type { DemoApi, DemoJob } from './api.ts';

const pollMs = 250;
const timeoutMs = 110_000;

/** Waits for the job that the drop starts, and for its end, telling how far it is. */
export async function followJob(api: DemoApi, show: (progress: string) => void): Promise<DemoJob> {
  const end = Date.now() + timeoutMs;
  let last: DemoJob | undefined;
  while (Date.now() < end) {
    last = last === undefined ? await api.newestJob() : await api.job(last.id);
    show(last === undefined ? 'waiting for the drop to be noticed' : describe(last));
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
