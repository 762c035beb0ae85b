import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Job } from '../jobs/job.ts';
import type { JobEvents } from '../jobs/job-events.ts';
import { toJobAnswer } from '../jobs/start/parse-job.ts';

export interface WebhookOptions {
  /** Signs the body, so that the receiver knows whom it is from; unsigned where not given. */
  readonly secret: string | undefined;
  readonly report: (message: string) => void;
  readonly pauseMs?: number;
}

const timeoutMs = 10_000;
const tries = 3;
const defaultPauseMs = 1000;

/**
 * Posts the end of a job to the address that its settings name. A receiver that is not there keeps no job from its end:
 * after three tries it is reported and left. Never follows a redirect, which could lead anywhere.
 */
export function createWebhookJobEvents({
  secret,
  report,
  pauseMs = defaultPauseMs,
}: WebhookOptions): JobEvents {
  return {
    finished: async (job) => {
      const { webhook } = job.settings;
      if (webhook === undefined) return;
      const body = JSON.stringify({ type: `Job${job.status}`, job: toJobAnswer(job) });
      for (let attempt = 1; attempt <= tries; attempt++) {
        const problem = await post(webhook, toHeaders(job, body, secret), body);
        if (problem === undefined) return;
        if (attempt === tries)
          report(`Cannot tell ${new URL(webhook).host} that job "${job.id}" is over: ${problem}`);
        else await sleep(pauseMs * 2 ** (attempt - 1));
      }
    },
  };
}

function toHeaders(job: Job, body: string, secret: string | undefined): Record<string, string> {
  const signature = secret && createHmac('sha256', secret).update(body).digest('hex');
  return {
    'content-type': 'application/json',
    'onscore-event': `${job.id}:${job.status}`,
    ...(signature && { 'onscore-signature': `sha256=${signature}` }),
  };
}

/** What went wrong, if anything did. */
async function post(url: string, headers: Record<string, string>, body: string): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
    await response.body?.cancel();
    return response.ok ? undefined : `it answered ${response.status}`;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : String(thrown);
  }
}
