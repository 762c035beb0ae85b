import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, describe, expect, test } from '@jest/globals';
import { describeBatch } from './suites/batch-suite.ts';
import { describeClothing } from './suites/clothing-suite.ts';
import { describeRealTime } from './suites/real-time-suite.ts';
import { useProduct } from './support/use-product.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
let directory = '';

async function unzip(file: string, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(unzipSync(await readFile(file)))) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
}

/** Packs the app, and unpacks it into an empty folder as Azure would. */
async function unpack(): Promise<string> {
  directory = await mkdtemp(join(tmpdir(), 'onscore-package-'));
  const app = join(directory, 'app');
  const zip = join(directory, 'package.zip');
  const run = promisify(execFile);
  await run(process.execPath, [join(root, 'scripts/package.ts'), '--out', zip], { cwd: root });
  await unzip(zip, app);
  await copyFile(join(root, 'local.settings.sample.json'), join(app, 'local.settings.json'));
  return app;
}

const product = useProduct(async () => ({ appDirectory: await unpack() }));
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('the unzipped package', () => {
  test('holds only what runs', async () => {
    const names = await readdir(join(directory, 'app'));
    expect(names.toSorted()).toEqual([
      'dist',
      'host.json',
      'local.settings.json',
      'models',
      'node_modules',
      'package.json',
    ]);
  });

  describeRealTime(product);
  describeClothing(product);
  describeBatch(product);
});
