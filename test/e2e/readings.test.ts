import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { createRandom } from '../../samples/seeded-random.ts';
import { scoreTemperatures } from '../../samples/temperature/temperature-session.ts';
import { listJobs, readOutput, untilFinished } from './support/jobs.ts';
import { listDescendants, waitUntil } from './support/processes.ts';
import { findPortBase, type Product, startProduct } from './support/product.ts';
import { drainQueue, sendToQueue } from './support/queues.ts';

interface Reading {
  readonly device: string;
  readonly time: string;
  readonly value: number;
}

const devices = 40;
const perDevice = 50;
const windowLength = 12;
const random = createRandom(7);

/** Each device once a minute; now and then a machine jumps. */
const readings: readonly Reading[] = Array.from({ length: devices * perDevice }, (_, k) => ({
  device: `machine-${k % devices}`,
  time: new Date(Date.UTC(2026, 0, 1, 0, Math.floor(k / devices))).toISOString(),
  value: Math.round(850 + 5 * random()) / 10 + (random() > 0.99 ? 20 : 0),
}));
const toMessage = (body: unknown, k: number, device = `machine-${k % devices}`) => ({
  messageId: `r${k}`,
  sessionId: String(Number(device.replace(/\D+/, '')) % 16),
  body,
});

let dataDirectory: string;
let portBase: number;
let product: Product;
beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'onscore-readings-'));
  portBase = await findPortBase();
  product = await startProduct({ dataDirectory, portBase });
}, 120_000);
afterAll(async () => {
  await product.stop();
  await rm(dataDirectory, { recursive: true, force: true });
});

interface StoredReading {
  readonly device: string;
  readonly time: string;
  readonly window: readonly number[];
  readonly prediction: { readonly score: number; readonly anomaly: boolean };
}

const container = () => product.database.database('onscore').container('devices');

async function countPredictions(): Promise<number> {
  const query = 'SELECT VALUE COUNT(1) FROM c WHERE IS_DEFINED(c.time)';
  const { resources } = await container().items.query<number>(query).fetchAll();
  return resources[0] ?? 0;
}

async function readPredictions(): Promise<StoredReading[]> {
  const query = 'SELECT * FROM c WHERE IS_DEFINED(c.time)';
  return (await container().items.query<StoredReading>(query).fetchAll()).resources;
}

const untilScored = (count: number) =>
  waitUntil(`${count} readings are scored`, async () => (await countPredictions()) >= count, 120_000);

/** What plain onnxruntime says of each reading after the others of its device. */
async function scorePlainly() {
  const model = await readFile(new URL('../../models/temperature/1/model.onnx', import.meta.url));
  const windows = readings.map(({ device, value }, k) => {
    const before = readings
      .slice(0, k)
      .filter((one) => one.device === device)
      .map((one) => one.value)
      .slice(-windowLength);
    const filled = Array.from({ length: windowLength - before.length }, () => before[0] ?? value);
    return { window: [...filled, ...before], reading: value, isWarmUp: before.length < windowLength };
  });
  const answers = await scoreTemperatures(model, windows);
  return readings.map(({ device, time }, k) => ({
    device,
    time,
    window: windows[k]!.window,
    score: answers[k]!.score,
    anomaly: answers[k]!.anomaly && !windows[k]!.isWarmUp,
  }));
}

const toKey = ({ device, time }: Pick<Reading, 'device' | 'time'>) => `${device}@${time}`;

describe('readings of devices', () => {
  test('are each scored once, in their order, over kill -9 of a worker and of everything', async () => {
    const half = readings.length / 2;
    await sendToQueue(
      product,
      'readings',
      readings.slice(0, half).map((one, k) => toMessage(one, k)),
    );
    await untilScored(half / 4);
    const workers = (await listDescendants(product.pid)).filter(({ command }) =>
      command.includes('local/worker'),
    );
    for (const worker of workers) process.kill(worker.pid, 'SIGKILL');
    await sendToQueue(
      product,
      'readings',
      readings.slice(half).map((one, k) => toMessage(one, half + k)),
    );
    await untilScored(half);
    expect(await countPredictions()).toBeLessThan(readings.length);
    const all = await listDescendants(product.pid);
    for (const pid of [product.pid, ...all.map(({ pid }) => pid)]) process.kill(pid, 'SIGKILL');
    await product.ended();
    product = await startProduct({ dataDirectory, portBase });
    await untilScored(readings.length);

    const expected = new Map((await scorePlainly()).map((one) => [toKey(one), one]));
    const stored = await readPredictions();
    expect(stored).toHaveLength(readings.length);
    const found = stored.map(({ device, time, window, prediction: { score, anomaly } }) => {
      return { device, time, window, score: Math.fround(score), anomaly };
    });
    expect(new Map(found.map((one) => [toKey(one), one]))).toEqual(expected);

    const anomalies = [...expected.values()].filter(({ anomaly }) => anomaly).map(toKey);
    expect(anomalies.length).toBeGreaterThan(5);
    const alerts = await drainQueue(product, 'alerts');
    expect(alerts.map(({ messageId }) => messageId).sort()).toEqual(
      anomalies.map((key) => `temperature:${key}`).sort(),
    );
    expect(await drainQueue(product, 'readings-rejected')).toEqual([]);
  }, 300_000);

  test('that cannot be scored are told of with the reason', async () => {
    const [first] = readings;
    await sendToQueue(product, 'readings', [
      toMessage('no reading', 9001),
      toMessage({ ...first, model: 'nope' }, 9002),
      toMessage({ ...first, value: 12 }, 9003, 'machine-0'),
      toMessage([{ device: 'new-1', time: first!.time, value: 85 }, { device: 'new-1' }], 9004, 'new-1'),
    ]);
    await untilScored(readings.length + 1);
    const rejected = await waitUntil('all are told of', async () => {
      const some = await drainQueue(product, 'readings-rejected');
      return some.length >= 4 && some;
    });
    expect(rejected.map(({ body }) => body).sort(byMessage)).toEqual([
      expect.objectContaining({
        code: 'InvalidReading',
        reason: 'Cannot read the reading: it is no JSON object',
        message: 'r9001',
        reading: 'no reading',
      }),
      expect.objectContaining({
        code: 'UnknownModel',
        reason: expect.stringMatching(/^Cannot find model "nope": there is /),
        message: 'r9002',
      }),
      expect.objectContaining({
        code: 'OutOfOrder',
        reason: `Cannot score the reading of "machine-0" at ${first!.time}: the latest reading is of ${readings.at(-1)!.time}`,
        message: 'r9003',
      }),
      expect.objectContaining({
        code: 'InvalidReading',
        reason: 'Cannot read the reading: "time" is missing',
        message: 'r9004',
        reading: { device: 'new-1' },
      }),
    ]);
  }, 120_000);

  test('are served: the latest prediction of a device', async () => {
    const [stored] = (await readPredictions()).filter(
      (one) => toKey(one) === toKey({ device: 'machine-3', time: readings.at(-1)!.time }),
    );
    const response = await fetch(`${product.url}/models/temperature/predictions/machine-3`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      model: 'temperature',
      version: '1',
      key: 'machine-3',
      job: 'readings',
      row: perDevice,
      time: readings.at(-1)!.time,
      prediction: stored!.prediction,
    });
    const unknown = await fetch(`${product.url}/models/temperature/predictions/machine-99`);
    expect(unknown.status).toBe(404);
  });

  test('of simulated machines are scored as they come, and those of the day together once more', async () => {
    const before = await countPredictions();
    const { stdout } = await promisify(execFile)(process.execPath, [
      ...[join(root, 'dist/onscore.js'), 'simulate', 'temperature'],
      ...['--devices', '20', '--rate', '100', '--seconds', '5', '--service-bus', connectionOf(product)],
    ]);
    expect(stdout).toMatch(
      /^This is a simulation: 20 machines that do not exist send made-up temperatures\n/,
    );
    expect(stdout).toMatch(/500 simulated readings sent in all, \d+ of broken machines\n$/);
    await untilScored(before + 500);
    const run = await fetch(`${product.url}/admin/functions/collect-temperature`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    });
    expect(run.status).toBe(202);
    const started = await waitUntil('the readings of the day have a job', async () =>
      (await listJobs(product)).find(({ model }) => model === 'temperature'),
    );
    const job = await untilFinished(product, started.id);
    expect(job).toMatchObject({ status: 'Succeeded', records: { total: 500, succeeded: 500, failed: 0 } });
    const csv = parse<Record<string, string>>(await readOutput(product, job.id, 'predictions'), {
      columns: true,
    });
    const stored = new Map((await readPredictions()).map((one) => [toKey(one), one.prediction]));
    const scores = csv.map(({ device = '', time = '', score }) => [
      Number(score),
      stored.get(toKey({ device, time }))?.score,
    ]);
    expect(scores).toHaveLength(500);
    expect(scores.filter(([batch, event]) => batch !== event)).toEqual([]);
  }, 180_000);
});

const root = join(import.meta.dirname, '../..');

const connectionOf = ({ portBase: base }: Product) =>
  `Endpoint=sb://127.0.0.1:${base + 5};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true`;

const byMessage = (one: unknown, other: unknown) =>
  (one as { message: string }).message.localeCompare((other as { message: string }).message);
