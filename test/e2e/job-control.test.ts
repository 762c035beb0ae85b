import { describe, expect, test } from '@jest/globals';
import { head, loadTable } from './support/churn.ts';
import { type JobAnswer, getJson, postJob, readOutput, scoreByDrop, untilFinished } from './support/jobs.ts';
import { waitUntil } from './support/processes.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct();
const input = 'batch-input/churn/controlled.csv';

async function call(method: string, path: string, body?: unknown): Promise<Response> {
  const { url } = await getProduct();
  const json = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(`${url}${path}`, { method, headers: { 'content-type': 'application/json' }, ...json });
}

async function untilRunning(id: string): Promise<void> {
  const { url } = await getProduct();
  await waitUntil(`${id} runs`, async () => {
    const job = await getJson<JobAnswer>(`${url}/jobs/${id}`);
    return job.status === 'Running' && job.chunks.done > 0;
  });
}

describe('a job', () => {
  test('can be canceled, resumed, changed, retried and deleted; what it leaves is whole', async () => {
    const product = await getProduct();
    const { text } = await loadTable();
    const calm = await scoreByDrop(product, 'churn/controlled.csv', head(text, 800));
    const settings = { mini_batch_size: 4, max_concurrency: 2 };
    expect((await postJob(product, { id: 'c', model: 'churn', input, settings })).status).toBe(202);
    await untilRunning('c');

    const listed = await getJson<{ jobs: JobAnswer[] }>(`${product.url}/jobs?status=Running`);
    expect(listed.jobs).toMatchObject([{ id: 'c', recordsLeft: expect.any(Number) as unknown }]);
    expect((await call('PATCH', '/jobs/c', { settings: { max_concurrency: 8 } })).status).toBe(200);
    expect((await call('POST', '/jobs/c/cancel')).status).toBe(202);
    const canceled = await untilFinished(product, 'c');
    expect(canceled.status).toBe('Canceled');
    expect(canceled.outputs).not.toHaveProperty('predictions');
    expect(JSON.parse(await readOutput(product, 'c', 'manifest'))).toMatchObject({ status: 'Canceled' });

    expect((await call('POST', '/jobs/c/resume')).status).toBe(202);
    const resumed = await untilFinished(product, 'c');
    expect(resumed).toMatchObject({
      status: 'Succeeded',
      records: { total: 800, succeeded: 800, failed: 0 },
      chunks: { total: 200, done: 200 },
    });
    const whole = await readOutput(product, calm.id, 'predictions');
    expect(await readOutput(product, 'c', 'predictions')).toBe(whole);

    const retried = await call('POST', '/jobs/c/retry');
    expect([retried.status, await retried.json()]).toEqual([
      409,
      {
        error: 'Cannot retry job "c": it is Succeeded, and none of its records failed',
        code: 'Conflict',
      },
    ]);
    expect((await call('DELETE', '/jobs/c')).status).toBe(204);
    expect((await call('GET', '/jobs/c')).status).toBe(404);
    expect((await postJob(product, { id: 'c', model: 'churn', input })).status).toBe(202);
    expect(await untilFinished(product, 'c')).toMatchObject({ status: 'Succeeded', chunks: { total: 1 } });
    expect(await readOutput(product, 'c', 'predictions')).toBe(whole);
  }, 240_000);
});
