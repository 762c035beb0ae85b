import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toGolden } from '../../samples/temperature/golden.ts';
import { fitRidge } from '../../samples/temperature/ridge-regression.ts';
import { scoreTemperatures } from '../../samples/temperature/temperature-session.ts';
import { createRandom } from '../../samples/seeded-random.ts';

const root = path.join(import.meta.dirname, '../..');
const shipped = path.join(root, 'models/temperature');
let out: string;
beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'temperature-'));
});
afterAll(() => rm(out, { recursive: true }));

const run = async (script: string, ...args: readonly string[]): Promise<string> => {
  const file = path.join(root, 'samples/temperature', script);
  return (await promisify(execFile)(process.execPath, [file, ...args])).stdout;
};

/** A series in the shape of the data set, which may not be in this repository: made up, of three weeks. */
async function writeSeries(): Promise<string> {
  const random = createRandom(3);
  let value = 80;
  const lines = Array.from({ length: 6000 }, (_, k) => {
    value += 0.05 * (80 - value) + random() + random() - 1;
    const time = new Date(Date.UTC(2013, 11, 2) + k * 300_000).toISOString();
    const shown = k > 4100 && k < 4150 ? value + 60 : value;
    return `${time.slice(0, 10)} ${time.slice(11, 19)},${shown.toFixed(3)}`;
  });
  const file = path.join(out, 'series.csv');
  await writeFile(file, `timestamp,value\n${lines.join('\n')}\n`);
  return file;
}

describe('fitRidge()', () => {
  test('finds a line through points that lie on one', () => {
    // y = 2 a - 3 b + 5
    const inputs = [
      [1, 1],
      [2, 1],
      [1, 3],
      [4, 2],
    ];
    const { weights, intercept } = fitRidge(inputs, [4, 6, -2, 7], 0);
    expect([...weights, intercept].map((value) => Number(value.toFixed(9)))).toEqual([2, -3, 5]);
  });

  test('draws the weights towards zero by its penalty', () => {
    // By hand: for y = x at -1 and 1 the slope is 2 / (2 + l2).
    const { weights, intercept } = fitRidge([[-1], [1]], [-1, 1], 2);
    expect([...weights, intercept]).toEqual([0.5, 0]);
  });
});

describe('samples/temperature', () => {
  test('trains a model of any series, which finds what was put into it', async () => {
    const series = await writeSeries();
    const trained = await run('train.ts', series, out);
    expect(trained).toContain('trained on 2016 of 6000 readings, before 2013-12-09\n');
    const told = await run('evaluate.ts', series, path.join(out, 'model.onnx'));
    // The 49 hot readings lie in the second of the labelled windows.
    expect(told).toMatch(
      /^2013-12-15 17:50:00 to 2013-12-17 17:00:00: found, \d+ alarms, the first at 2013-12-16 05:45:00$/m,
    );
    expect(told).toContain('windows found: 1 of 4\n');
  }, 60_000);

  test('writes the golden records that ship from the model that ships', async () => {
    const model = await readFile(path.join(shipped, '1/model.onnx'));
    expect(await toGolden(model)).toBe(await readFile(path.join(shipped, '1/golden.json'), 'utf8'));
  });

  test('ships the model whose hash the manifest tells', async () => {
    const manifest: unknown = JSON.parse(await readFile(path.join(shipped, 'model.json'), 'utf8'));
    const model = await readFile(path.join(shipped, '1/model.onnx'));
    const sha256 = createHash('sha256').update(model).digest('hex');
    expect(manifest).toMatchObject({ versions: { 1: { sha256 } } });
  });

  test('ships a model that calls a jump and a fall anomalies, and a calm machine none', async () => {
    const model = await readFile(path.join(shipped, '1/model.onnx'));
    const window = Array.from({ length: 12 }, (_, k) => 85 + (k % 3) / 10);
    const answers = await scoreTemperatures(
      model,
      [85, 97, 60].map((reading) => ({ window, reading })),
    );
    expect(answers.map(({ anomaly }) => anomaly)).toEqual([false, true, true]);
  });
});
