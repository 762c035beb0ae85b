import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';

const script = path.join(import.meta.dirname, '../../scripts/package.ts');
const run = (...args: string[]) => promisify(execFile)(process.execPath, [script, ...args]);

let folder: string;
let zip: string;
let printed: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-'));
  zip = path.join(folder, 'package.zip');
  printed = (await run('--out', zip)).stdout;
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

describe('scripts/package.ts', () => {
  test('packs only what runs on Linux', async () => {
    const names = Object.keys(unzipSync(await readFile(zip), { filter: ({ size }) => size < 1e6 }));
    expect(names).toEqual(
      expect.arrayContaining(['host.json', 'package.json', 'dist/worker.js', 'models/churn/1/model.onnx']),
    );
    // The bundle may name its own parts after what they are for.
    const packages = names.filter((name) => !name.startsWith('dist/'));
    expect(packages.filter((name) => /darwin|win32|arm64/.test(name))).toEqual([]);
    expect(names.filter((name) => /\.map$|\.ts$|schema/.test(name))).toEqual([]);
  });

  test('stays under 35 MB', async () => {
    expect((await stat(zip)).size).toBeLessThan(35e6);
    expect(printed).toMatch(/^Packed .*package\.zip: \d+ files, [\d.]+ MB, [\d.]+ MB zipped\n$/);
  });

  test('writes a package.json that installs and runs nothing', async () => {
    const files = unzipSync(await readFile(zip), { filter: ({ name }) => name === 'package.json' });
    expect(JSON.parse(Buffer.from(files['package.json'] ?? []).toString())).toEqual({
      name: 'onscore',
      version: '0.1.0',
      license: 'MIT',
      type: 'module',
      main: 'dist/index.js',
    });
  });

  test('writes the same files into a folder when one is given', async () => {
    const unzipped = path.join(folder, 'unzipped');
    await run('--folder', unzipped);
    for (const [name, content] of Object.entries(unzipSync(await readFile(zip)))) {
      expect(Buffer.compare(await readFile(path.join(unzipped, name)), content)).toBe(0);
    }
  });
});
