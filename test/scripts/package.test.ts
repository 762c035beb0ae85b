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
let names: readonly string[];

/** Paths in the zip; nothing is unpacked. */
async function listNames(): Promise<readonly string[]> {
  const found: string[] = [];
  unzipSync(await readFile(zip), {
    filter: ({ name }) => {
      found.push(name);
      return false;
    },
  });
  return found;
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'package-'));
  zip = path.join(folder, 'package.zip');
  printed = (await run('--out', zip)).stdout;
  names = await listNames();
}, 60_000);

afterAll(() => rm(folder, { recursive: true }));

describe('scripts/package.ts', () => {
  test('packs only what runs on Linux', () => {
    expect(names).toEqual(
      expect.arrayContaining(['host.json', 'package.json', 'dist/worker.js', 'models/churn/1/model.onnx']),
    );
    // The bundle may name its own parts after what they are for.
    const packages = names.filter((name) => !name.startsWith('dist/'));
    expect(packages.filter((name) => /darwin|win32|arm64/.test(name))).toEqual([]);
    expect(names.filter((name) => /\.map$|\.ts$|schema/.test(name))).toEqual([]);
  });

  test('stays under 35 MB without the models', async () => {
    // Deflated apart from each other, files take in sum what they take in the zip, but for its table of contents.
    let modelBytes = 0;
    unzipSync(await readFile(zip), {
      filter: ({ name, size }) => {
        modelBytes += name.startsWith('models/') ? size : 0;
        return false;
      },
    });
    expect(modelBytes).toBeGreaterThan(0);
    expect((await stat(zip)).size - modelBytes).toBeLessThan(35e6);
    expect(printed).toMatch(/^Packed .*package\.zip: \d+ files, [\d.]+ MB, [\d.]+ MB zipped\n$/);
  });

  test('holds native code for one platform, once each', () => {
    const native = names.filter((name) => /\.(node|so[.\d]*|dll|dylib)$/.test(name));
    expect(native.map((name) => name.replaceAll(/\d+(\.\d+)+/g, 'N'))).toEqual([
      'node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.N',
      'node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64-N.node',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1',
      'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
    ]);
  });

  test('holds these folders and packages', () => {
    const places = names.map((name) => /^(node_modules\/(@[^/]+\/)?[^/]+|[^/]+)/.exec(name)?.[0]);
    expect([...new Set(places)].filter((place) => place !== undefined)).toEqual([
      'dist',
      'host.json',
      'models',
      'node_modules/@img/colour',
      'node_modules/@img/sharp-libvips-linux-x64',
      'node_modules/@img/sharp-linux-x64',
      'node_modules/detect-libc',
      'node_modules/onnxruntime-common',
      'node_modules/onnxruntime-node',
      'node_modules/semver',
      'node_modules/sharp',
      'package.json',
    ]);
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
