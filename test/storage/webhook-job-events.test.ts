import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { defaultJobSettings } from '../../src/jobs/job-settings.ts';
import type { Job } from '../../src/jobs/job.ts';
import { createWebhookJobEvents } from '../../src/storage/webhook-job-events.ts';

interface Call {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let server: Server;
let calls: Call[];
let statuses: number[];
let reports: string[];

beforeEach(async () => {
  calls = [];
  statuses = [];
  reports = [];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      calls.push({ headers: request.headers, body });
      response.writeHead(statuses.shift() ?? 200, { location: '/elsewhere' }).end('thanks');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
});

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const jobWith = (webhook?: string): Job => ({
  id: 'churn-1',
  model: 'churn',
  version: '1',
  status: 'Succeeded',
  trigger: { kind: 'http', requestId: 'r' },
  input: { path: 'batch-input/churn/t.csv' },
  records: { total: 2, succeeded: 2, failed: 0 },
  chunks: { total: 1, done: 1, failed: 0 },
  settings: { ...defaultJobSettings, ...(webhook !== undefined && { webhook }) },
  createdAt: '2026-11-23T10:00:00.000Z',
  attempt: 1,
});

const eventsWith = (secret?: string) =>
  createWebhookJobEvents({ secret, report: (message) => reports.push(message), pauseMs: 1 });

describe('createWebhookJobEvents()', () => {
  test('calls nobody for a job that asks for nothing', async () => {
    await eventsWith().finished(jobWith());
    expect(calls).toEqual([]);
  });

  test('posts the job, signed where there is a secret', async () => {
    await eventsWith('s3cret').finished(jobWith(`${address()}/hook`));
    const [call] = calls;
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      type: 'JobSucceeded',
      job: { id: 'churn-1', records: { succeeded: 2 } },
    });
    const signature = createHmac('sha256', 's3cret')
      .update(call?.body ?? '')
      .digest('hex');
    expect(call?.headers).toMatchObject({
      'onscore-event': 'churn-1:Succeeded',
      'onscore-signature': `sha256=${signature}`,
    });
  });

  test('tries again when the receiver fails', async () => {
    statuses = [500, 503];
    await eventsWith().finished(jobWith(`${address()}/hook`));
    expect(calls).toHaveLength(3);
    expect(reports).toEqual([]);
  });

  test('follows no redirect, and reports a receiver that cannot be told', async () => {
    statuses = [302, 302, 302];
    await eventsWith().finished(jobWith(`${address()}/hook`));
    expect(calls).toHaveLength(3);
    expect(reports).toEqual([
      `Cannot tell ${new URL(address()).host} that job "churn-1" is over: it answered 302`,
    ]);
  });
});
