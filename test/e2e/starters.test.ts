import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { head, loadTable } from './support/churn.ts';
import { drop, getJson, type JobAnswer, listJobs, untilFinished } from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { type Product, startProduct } from './support/product.ts';
import { sendMessage, takeMessages } from './support/service-bus.ts';

let product: Product;
let table: string;
beforeAll(async () => {
  table = head((await loadTable()).text, 50);
  product = await startProduct();
}, 120_000);
afterAll(() => product.stop());

const untilJob = (what: string, find: (job: JobAnswer) => boolean) =>
  waitUntil(what, async () => (await listJobs(product)).find(find));

test('a message on the queue starts a job, the same message twice the same job, and its end is published', async () => {
  // A name with an underscore starts nothing by itself.
  await drop(product, 'churn/_asked-for.csv', table);
  const body = { model: 'churn', input: 'batch-input/churn/_asked-for.csv' };
  await sendMessage(product, 'jobs', { messageId: 'order-7', body });
  await sendMessage(product, 'jobs', { messageId: 'order-7', body });
  const started = await untilJob('the message has a job', ({ trigger }) => trigger.kind === 'queue');
  const job = await untilFinished(product, started.id);
  expect(job).toMatchObject({
    status: 'Succeeded',
    records: { total: 50 },
    trigger: { messageId: 'order-7' },
  });
  expect((await listJobs(product)).filter(({ trigger }) => trigger.kind === 'queue')).toHaveLength(1);
  const events = await takeMessages(product, 'job-events', 'all', 1);
  const event = events.find((message) => message.body.id === job.id);
  expect(event).toMatchObject({ subject: 'JobSucceeded', body: { status: 'Succeeded' } });
}, 180_000);

test('a message that makes no sense becomes a failed job that says why', async () => {
  await sendMessage(product, 'jobs', {
    messageId: 'nonsense',
    body: { model: 'nope', input: 'batch-input/nope/t.csv' },
  });
  const failed = await untilJob('the message has a job', ({ model }) => model === 'nope');
  expect(failed).toMatchObject({ status: 'Failed', trigger: { kind: 'queue', messageId: 'nonsense' } });
  expect(failed.error).toMatch(/^Cannot find model "nope": there is /);
}, 90_000);

test('the sweep leaves what has a job, and can be run by hand', async () => {
  const before = (await listJobs(product)).length;
  const response = await fetch(`${product.url}/admin/functions/sweep`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(response.status).toBe(202);
  await waitUntil('the sweep has run', () =>
    Promise.resolve(/Looked at \d+ blobs/.test(product.output()) || undefined),
  );
  expect((await getJson<{ jobs: JobAnswer[] }>(`${product.url}/jobs`)).jobs).toHaveLength(before);
}, 60_000);
