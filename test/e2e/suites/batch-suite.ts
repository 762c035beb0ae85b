import { beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { head, loadTable, type Row, toJsonRecord } from '../support/churn.ts';
import { getJson, listJobs, postJob, readOutput, scoreByDrop, scoreByPost } from '../support/jobs.ts';
import { untilFinished } from '../support/jobs.ts';
import { waitUntil } from '../support/processes.ts';
import type { Product } from '../support/product.ts';

interface Prediction {
  readonly prediction: string;
  readonly probability: number;
}

/** What the batch endpoint promises, checked from outside on whatever build of the app runs. */
export function describeBatch(getProduct: () => Promise<Product>): void {
  let product: Product;
  let table: { text: string; rows: Row[] };
  let expectedLines: string[];

  const header = 'row,customer_id,prediction,probability';

  async function predictAll(rows: readonly Row[]): Promise<Prediction[]> {
    const response = await fetch(`${product.url}/models/churn/predict`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(rows.map(toJsonRecord)),
    });
    return ((await response.json()) as { predictions: Prediction[] }).predictions;
  }

  beforeAll(async () => {
    [product, table] = await Promise.all([getProduct(), loadTable()]);
    const predictions = await predictAll(table.rows);
    expectedLines = predictions.map(
      (p, k) => `${k + 1},${table.rows[k]!.customer_id},${p.prediction},${p.probability}`,
    );
  }, 120_000);

  describe('a table dropped in storage', () => {
    test('is scored whole, in order, as real time scores it', async () => {
      const job = await scoreByDrop(product, 'churn/customers.csv', table.text);
      expect(job).toMatchObject({
        status: 'Succeeded',
        records: { total: 7043, succeeded: 7043, failed: 0 },
      });
      expect(job.trigger.kind).toBe('blob');
      expect(await readOutput(product, job.id, 'predictions')).toBe(
        [header, ...expectedLines, ''].join('\n'),
      );
      expect(await readOutput(product, job.id, 'errors')).toBe('');
      const manifest = JSON.parse(await readOutput(product, job.id, 'manifest')) as Record<string, unknown>;
      expect(manifest).toMatchObject({ job: job.id, model: 'churn', version: '1', records: job.records });
    }, 120_000);

    test('leaves each prediction in the database, served by key', async () => {
      const predictions = product.database.database('onscore').container('predictions');
      const { resources } = await predictions.items.query('SELECT VALUE COUNT(1) FROM c').fetchAll();
      expect(resources).toEqual([7043]);
      const answer = await getJson<Record<string, unknown>>(`${product.url}/models/churn/predictions/C00002`);
      const [, , prediction, probability] = expectedLines[1]!.split(',');
      expect(answer).toMatchObject({
        model: 'churn',
        version: '1',
        key: 'C00002',
        row: 2,
        prediction: { prediction, probability: Number(probability) },
      });
    });
  });

  describe('POST /jobs', () => {
    test.each([500, 100_000, 7])(
      'gives the same bytes for chunks of %d records',
      async (size) => {
        const job = await scoreByPost(product, {
          model: 'churn',
          input: 'batch-input/churn/customers.csv',
          settings: { mini_batch_size: size },
        });
        expect(job).toMatchObject({
          status: 'Succeeded',
          chunks: { total: Math.ceil(7043 / size), failed: 0 },
        });
        expect(await readOutput(product, job.id, 'predictions')).toBe(
          [header, ...expectedLines, ''].join('\n'),
        );
      },
      240_000,
    );

    test('gives the same bytes for chunks of 1 record', async () => {
      await scoreByDrop(product, 'churn/first300.csv', head(table.text, 300));
      const input = 'batch-input/churn/first300.csv';
      const job = await scoreByPost(product, { model: 'churn', input, settings: { mini_batch_size: 1 } });
      expect(job).toMatchObject({ status: 'Succeeded', chunks: { total: 300 } });
      const lines = expectedLines.slice(0, 300);
      expect(await readOutput(product, job.id, 'predictions')).toBe([header, ...lines, ''].join('\n'));
    }, 120_000);

    test('under the same id twice gives one job', async () => {
      const body = { id: 'twice', model: 'churn', input: 'batch-input/churn/first300.csv' };
      const [first, second] = await Promise.all([postJob(product, body), postJob(product, body)]);
      expect([first.status, second.status]).toEqual([202, 202]);
      expect(first.headers.get('location')).toContain('/jobs/twice');
      await untilFinished(product, 'twice');
      expect((await listJobs(product)).filter((job) => job.id === 'twice')).toHaveLength(1);
    });

    test("takes Azure ML's shape", async () => {
      const blob = product.blobs.getContainerClient('batch-input').getBlobClient('churn/first300.csv');
      const job = await scoreByPost(product, {
        properties: { InputData: { table: { JobInputType: 'UriFile', Uri: blob.url } } },
      });
      expect(job).toMatchObject({ status: 'Succeeded', model: 'churn', records: { total: 300 } });
    }, 60_000);
  });

  describe('an awkward CSV', () => {
    const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
    /** Quoted commas, newlines and quotes in the key, CRLF, a BOM, and no newline at the end. */
    const awkward = (rows: readonly Row[]) => {
      const names = Object.keys(rows[0]!);
      const keys = ['a,b', 'line\none', 'line\r\ntwo', 'say "so"', 'plain'];
      const lines = rows.map((row, k) =>
        names.map((n) => (n === 'customer_id' ? quoted(`${keys[k % 5]!}#${k}`) : quoted(row[n]!))).join(','),
      );
      return { text: '\uFEFF' + [names.join(','), ...lines].join('\r\n'), keys };
    };

    test.each([1, 3, 1000])(
      'is scored record by record with chunks of %d',
      async (size) => {
        const { text, keys } = awkward(table.rows.slice(0, 50));
        await scoreByDrop(product, 'churn/awkward.csv', text);
        const job = await scoreByPost(product, {
          model: 'churn',
          input: 'batch-input/churn/awkward.csv',
          settings: { mini_batch_size: size },
        });
        expect(job).toMatchObject({ status: 'Succeeded', records: { total: 50, succeeded: 50, failed: 0 } });
        const output = parse<Row>(await readOutput(product, job.id, 'predictions'), { columns: true });
        expect(output.map((row) => row.customer_id)).toEqual(output.map((_, k) => `${keys[k % 5]!}#${k}`));
        expect(output.map((row) => `${row.prediction!},${row.probability!}`)).toEqual(
          expectedLines.slice(0, 50).map((line) => line.split(',').slice(2).join(',')),
        );
      },
      60_000,
    );
  });

  describe('the same blob', () => {
    const path = 'churn/events/one.csv';
    const jobsOf = async () => (await listJobs(product)).filter((job) => JSON.stringify(job).includes(path));

    test('seen twice gives one job, uploaded anew another', async () => {
      const text = head(table.text, 20);
      const first = await scoreByDrop(product, path, text);
      const again = await fetch(`${product.url}/admin/functions/job-from-blob`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ input: `batch-input/${path}` }),
      });
      expect(again.status).toBe(202);
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      expect((await jobsOf()).map((job) => job.id)).toEqual([first.id]);
      const second = await scoreByDrop(product, path, text);
      expect(second.id).not.toBe(first.id);
      expect(await jobsOf()).toHaveLength(2);
    }, 60_000);
  });

  describe('bad input', () => {
    const names = () => head(table.text, 0).trim();
    const cases: [string, () => string | Uint8Array, string][] = [
      ['empty.csv', () => '', 'it is empty'],
      ['header-only.csv', () => names() + '\n', 'no records'],
      ['missing-column.csv', () => 'customer_id,tenure\nC1,5\n', 'is missing'],
      ['binary.csv', () => new Uint8Array(1000).fill(0xff), 'Cannot'],
      ['twice.csv', () => 'a,a\n1,2\n', 'Cannot'],
    ];

    test.each(cases)(
      '%s fails the job with a clear message',
      async (name, content, message) => {
        const job = await scoreByDrop(product, `churn/bad/${name}`, content());
        expect(job.status).toBe('Failed');
        expect(job.error).toContain(message);
        expect(job.error).not.toMatch(/ at .*\.(ts|js):\d+/);
      },
      60_000,
    );

    test('a table for an unknown model is a failed job that says so', async () => {
      const job = await scoreByDrop(product, 'nope/table.csv', head(table.text, 5));
      expect(job).toMatchObject({
        status: 'Failed',
        error: expect.stringContaining('Cannot find model "nope"'),
      });
    });

    test('bad records are lines of errors.jsonl, and the others are scored', async () => {
      const lines = head(table.text, 10).trim().split('\n');
      const tenure = lines[0]!.split(',').indexOf('tenure');
      const fields = lines[3]!.split(',');
      lines[3] = fields.with(tenure, 'abc').join(',');
      lines[5] = lines[5]!.split(',').with(tenure, '').join(',');
      lines[8] = 'C1,2,3';
      const job = await scoreByDrop(product, 'churn/bad/records.csv', lines.join('\n'));
      expect(job).toMatchObject({ status: 'Succeeded', records: { total: 10, succeeded: 7, failed: 3 } });
      const errors = (await readOutput(product, job.id, 'errors')).trim().split('\n');
      const parsed = errors.map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(parsed).toMatchObject([
        {
          row: 3,
          key: 'C00003',
          column: 'tenure',
          code: 'InvalidValue',
          message: 'Cannot score record 3 of "churn": "tenure" is "abc", expected a number',
        },
        { row: 5, key: 'C00005', column: 'tenure', code: 'MissingValue' },
        { row: 8, code: 'WrongFieldCount' },
      ]);
      const offsets = parsed.map((error) =>
        Buffer.from(lines.join('\n')).subarray(Number(error.offset)).toString(),
      );
      expect(offsets.map((text) => text.split('\n')[0])).toEqual([lines[3], lines[5], lines[8]]);
      const output = await readOutput(product, job.id, 'predictions');
      const rows = output.trim().split('\n').slice(1);
      expect(rows.map((line) => Number(line.split(',')[0]))).toEqual([1, 2, 4, 6, 7, 9, 10]);
      expect(rows).toEqual(expectedLines.slice(0, 10).filter((_, k) => ![2, 4, 7].includes(k)));
    }, 60_000);

    test('more failed records than the threshold bears fail the job', async () => {
      await scoreByDrop(product, 'churn/bad/threshold.csv', head(table.text, 10) + 'C1,2,3\nC2,3\n');
      const post = (threshold: number) =>
        scoreByPost(product, {
          model: 'churn',
          input: 'batch-input/churn/bad/threshold.csv',
          settings: { error_threshold: threshold },
        });
      expect(await post(2)).toMatchObject({ status: 'Succeeded', records: { failed: 2 } });
      const failed = await post(1);
      expect(failed.status).toBe('Failed');
      expect(failed.error).toMatch(/2 .*1/);
    }, 60_000);
  });

  describe('a job', () => {
    test('can be canceled while it runs', async () => {
      const input = 'batch-input/churn/customers.csv';
      const body = { id: 'to-cancel', model: 'churn', input, settings: { mini_batch_size: 2 } };
      expect((await postJob(product, body)).status).toBe(202);
      await waitUntil('the job runs', async () => {
        const job = await getJson<{ status: string; chunks: { done: number } }>(
          `${product.url}/jobs/to-cancel`,
        );
        return job.status === 'Running' && job.chunks.done > 0;
      });
      const canceled = await fetch(`${product.url}/jobs/to-cancel/cancel`, { method: 'POST' });
      expect(canceled.status).toBe(202);
      const job = await untilFinished(product, 'to-cancel');
      expect(job.status).toBe('Canceled');
      expect(job.chunks.done).toBeLessThan(job.chunks.total);
    }, 60_000);

    test('answers ranges of its predictions', async () => {
      const response = await fetch(`${product.url}/jobs/twice/predictions`, {
        headers: { range: 'bytes=0-9' },
      });
      expect(response.status).toBe(206);
      expect(await response.text()).toBe(header.slice(0, 10));
      expect(response.headers.get('etag')).toMatch(/^"/);
    });
  });
}
