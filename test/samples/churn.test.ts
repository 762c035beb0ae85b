import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = path.join(import.meta.dirname, '../..');
const shipped = path.join(root, 'models/churn');

let out: string;
let printed: string;

beforeAll(async () => {
  out = await mkdtemp(path.join(tmpdir(), 'churn-'));
  const { stdout } = await promisify(execFile)(process.execPath, [
    path.join(root, 'samples/churn/train.ts'),
    out,
  ]);
  printed = stdout;
}, 60_000);

afterAll(() => rm(out, { recursive: true }));

describe('samples/churn/train.ts', () => {
  test('writes the model that ships when it is run again', async () => {
    expect(await readFile(path.join(out, 'model.onnx'))).toEqual(
      await readFile(path.join(shipped, '1/model.onnx')),
    );
  });

  test('writes the golden records that ship when it is run again', async () => {
    expect(await readFile(path.join(out, 'golden.json'))).toEqual(
      await readFile(path.join(shipped, '1/golden.json')),
    );
  });

  test('prints an AUC of 0.848 on the customers held out', () => {
    expect(printed).toContain(
      'customers 7043, held out 1404, features 40\nAUC 0.8480\naccuracy 0.7999 (always "No": 0.7386)',
    );
  });

  test('writes the model whose hash the manifest tells', async () => {
    const manifest: unknown = JSON.parse(await readFile(path.join(shipped, 'model.json'), 'utf8'));
    const sha256 = createHash('sha256')
      .update(await readFile(path.join(out, 'model.onnx')))
      .digest('hex');
    expect(manifest).toMatchObject({ versions: { 1: { sha256 } } });
  });
});
