import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ContainerClient } from '@azure/storage-blob';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { type Azurite, startAzurite } from '../../local/azurite/start-azurite.ts';
import { createDataCapture } from '../../src/functions/observe/data-capture.ts';
import { createPredictHandler } from '../../src/functions/predict.ts';
import type { ModelManifest } from '../../src/scoring/model-manifest.ts';
import { createAzureAppendLog } from '../../src/storage/azure-append-log.ts';
import { createBlobServiceClient } from '../../src/storage/blob-service-client.ts';
import { limits, openRealTime, post, type RealTime } from './support/real-time.ts';

const golden = z.array(z.object({ record: z.record(z.string(), z.unknown()) }));
const blob = 'churn/1/2026/11/23/14-i1.jsonl';

let azurite: Azurite;
let container: ContainerClient;
let realTime: RealTime;
let records: Record<string, unknown>[];

beforeAll(async () => {
  azurite = await startAzurite({ dataDirectory: undefined, blobPort: 0, queuePort: 0, tablePort: 0 });
  realTime = await openRealTime();
  const file = path.join(import.meta.dirname, '../../models/churn/1/golden.json');
  records = golden.parse(JSON.parse(await readFile(file, 'utf8'))).map(({ record }) => record);
});

afterAll(async () => {
  await realTime.close();
  await azurite.stop();
});

/** A handler for churn whose manifest asks for capture so, into a container of its own. */
async function openCapture(
  name: string,
  rules: ModelManifest['capture'],
  { maxBufferedBytes = 1_000_000 } = {},
) {
  container = createBlobServiceClient(azurite).getContainerClient(name);
  await container.create();
  const errors: unknown[] = [];
  const capture = createDataCapture({
    log: createAzureAppendLog(container),
    instance: 'i1',
    now: () => new Date('2026-11-23T14:59:59.999Z'),
    onError: (error) => errors.push(error),
    maxBufferedBytes,
  });
  const repository = {
    resolve: async (model: string) => {
      const found = await realTime.repository.resolve(model);
      return { ...found, manifest: { ...found.manifest, ...(rules && { capture: rules }) } };
    },
  };
  const { scorer } = realTime;
  const predict = createPredictHandler(
    { repository, scorer, limits, observers: [capture.observer] },
    () => undefined,
  );
  const send = (body: unknown, requestId: string, query = '') =>
    post(predict, {
      path: `/models/churn/predict${query}`,
      params: { model: 'churn' },
      headers: { 'x-request-id': requestId },
      body: JSON.stringify(body),
    });
  return { capture, send, errors };
}

async function readLines(name: string): Promise<unknown[]> {
  const text = (await container.getBlobClient(name).downloadToBuffer()).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
}

const predictionsOf = ({ body }: { readonly body?: unknown }): unknown =>
  z.object({ predictions: z.array(z.unknown()) }).parse(JSON.parse(z.string().parse(body))).predictions;

describe('createDataCapture()', () => {
  test('keeps records with their predictions, a line each', async () => {
    const { capture, send, errors } = await openCapture('whole', { percent: 100 });
    const answers = [
      predictionsOf(await send(records[0], 'r-1')),
      predictionsOf(await send(records.slice(1, 3), 'r-2')),
    ];
    await capture.close();
    const place = { at: '2026-11-23T14:59:59.999Z', model: 'churn', version: '1', dialect: 'predict' };
    const expected = [
      { requestId: 'r-1', row: 1 },
      { requestId: 'r-2', row: 1 },
      { requestId: 'r-2', row: 2 },
    ].map((line, k) => {
      const { customer_id: key, ...record } = records[k]!;
      return { ...place, ...line, key, record, prediction: answers.flat()[k] };
    });
    expect(errors).toEqual([]);
    expect(await readLines(blob)).toEqual(expected);
  });

  test('keeps only the columns that are listed, and covers those that are masked', async () => {
    const columns = ['customer_id', 'tenure', 'contract', 'probability'];
    const { capture, send } = await openCapture('masked', {
      percent: 100,
      columns,
      mask: ['customer_id', 'contract'],
    });
    await send(records[0], 'r-1');
    await capture.close();
    const [line] = z.array(z.record(z.string(), z.unknown())).parse(await readLines(blob));
    expect(line).toMatchObject({
      key: '***',
      record: { tenure: records[0]!.tenure, contract: '***' },
      prediction: { probability: expect.any(Number) },
    });
    expect(Object.keys(line!.record as object)).toEqual(['tenure', 'contract']);
    expect(Object.keys(line!.prediction as object)).toEqual(['probability']);
  });

  test('tells of a record without prediction its error and none of its values', async () => {
    const { capture, send } = await openCapture('failed', { percent: 100 });
    await send([{ ...records[0], tenure: 'secret' }, records[1]], 'r-1', '?onError=record');
    await send({ ...records[0], tenure: 'secret' }, 'r-2');
    await capture.close();
    const lines = await readLines(blob);
    expect(lines).toMatchObject([
      { requestId: 'r-1', row: 2, key: records[1]!.customer_id },
      { requestId: 'r-1', row: 1, error: { code: 'InvalidValue', column: 'tenure' } },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/secret/);
  });

  test('keeps nothing when the manifest does not ask for it', async () => {
    const { capture, send } = await openCapture('none', undefined);
    await send(records[0], 'r-1');
    await capture.close();
    expect(await container.listBlobsFlat().next()).toMatchObject({ done: true });
  });

  test('drops what there is no room for, and counts it, while requests are answered', async () => {
    const { capture, send } = await openCapture('full', { percent: 100 }, { maxBufferedBytes: 1000 });
    const answers = [await send(records[0], 'r-1'), await send(records.slice(0, 3), 'r-2')];
    await capture.close();
    expect(answers.map(({ status = 200 }) => status)).toEqual([200, 200]);
    expect(capture.collect().map(({ name, samples }) => [name, samples[0]?.value])).toEqual([
      ['onscore_captured_records_total', 1],
      ['onscore_capture_dropped_records_total', 3],
    ]);
  });

  test('answers as before when the storage is gone', async () => {
    const { capture, send, errors } = await openCapture('gone', { percent: 100 });
    await container.delete();
    expect(predictionsOf(await send(records[0], 'r-1'))).toHaveLength(1);
    await capture.close();
    expect(errors).toMatchObject([{ code: 'Unavailable' }]);
  });
});
