import { describe, expect, test } from '@jest/globals';
import { loadTable } from './support/churn.ts';
import { readOutput, scoreByDrop, scoreByPost } from './support/jobs.ts';
import { useProduct } from './support/use-product.ts';

const getProduct = useProduct(() => Promise.resolve({ args: ['--faults'] }));

/** A tenth of the calls fail, are dropped after the work was done, or throttled. */
const faults = [
  {
    service: 'blob',
    path: 'batch-output|job-state',
    effect: { kind: 'status', status: 503 },
    rate: 0.05,
    seed: 1,
  },
  { service: 'blob', path: 'batch-output|job-state', effect: { kind: 'drop-after' }, rate: 0.05, seed: 2 },
  {
    service: 'cosmos',
    path: '/docs',
    effect: { kind: 'status', status: 429, retryAfterMs: 20 },
    rate: 0.1,
    seed: 3,
  },
];

describe('a job while storage and database fail a tenth of the calls', () => {
  test('ends with the same bytes, and every prediction in the database', async () => {
    const product = await getProduct();
    const api = `http://127.0.0.1:${product.portBase + 6}/faults`;
    const { text } = await loadTable();
    const calm = await scoreByDrop(product, 'churn/customers.csv', text);
    for (const fault of faults) {
      const answer = await fetch(api, { method: 'POST', body: JSON.stringify(fault) });
      expect(answer.status).toBe(201);
    }
    const input = 'batch-input/churn/customers.csv';
    const body = { model: 'churn', input, settings: { mini_batch_size: 200 } };
    const job = await scoreByPost(product, body);
    const { faults: struck } = (await (await fetch(api)).json()) as { faults: { hits: number }[] };
    await fetch(api, { method: 'DELETE' });
    expect(Math.min(...struck.map(({ hits }) => hits))).toBeGreaterThan(0);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 7043, succeeded: 7043, failed: 0 } });
    const [expected, given] = await Promise.all(
      [calm.id, job.id].map((id) => readOutput(product, id, 'predictions')),
    );
    expect(given).toBe(expected);
    const predictions = product.database.database('onscore').container('predictions');
    const ofJob = {
      query: 'SELECT VALUE COUNT(1) FROM c WHERE c.job = @job',
      parameters: [{ name: '@job', value: job.id }],
    };
    const { resources } = await predictions.items.query(ofJob).fetchAll();
    expect(resources).toEqual([7043]);
  }, 240_000);
});
