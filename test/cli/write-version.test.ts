import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeVersion } from '../../src/cli/write-version.ts';

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), 'onscore-write-'));
  folder = path.join(parent, 'churn');
});
afterEach(() => rm(parent, { recursive: true }));

const write = () =>
  writeVersion({ folder, version: '2', bytes: Uint8Array.of(1, 2), golden: '[]\n', manifest: '{}\n' });
const list = async () => (await readdir(parent, { recursive: true })).sort();

describe('writeVersion()', () => {
  test('writes the file and the manifest, and nothing else', async () => {
    await write();
    expect(await list()).toEqual([
      ...['churn', 'churn/2', 'churn/2/golden.json', 'churn/2/model.onnx', 'churn/model.json'],
    ]);
    expect(await readFile(path.join(folder, '2/model.onnx'))).toEqual(Buffer.of(1, 2));
    expect(await readFile(path.join(folder, '2/golden.json'), 'utf8')).toBe('[]\n');
    expect(await readFile(path.join(folder, 'model.json'), 'utf8')).toBe('{}\n');
  });

  test('takes the version back when the manifest cannot be replaced', async () => {
    await mkdir(path.join(folder, 'model.json/kept'), { recursive: true });
    await expect(write()).rejects.toThrow(`Cannot write "${folder}/model.json": it is a folder`);
    expect(await list()).toEqual(['churn', 'churn/model.json', 'churn/model.json/kept']);
  });

  test('leaves nothing when the folder cannot be made', async () => {
    await writeFile(folder, 'a file');
    await expect(write()).rejects.toThrow(`Cannot write "${folder}": part of its path is a file`);
    expect(await list()).toEqual(['churn']);
  });
});
