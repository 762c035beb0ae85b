import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const script = fileURLToPath(new URL('swap-memory-child.ts', import.meta.url));
let cache: string;
beforeAll(async () => {
  cache = await mkdtemp(path.join(tmpdir(), 'onscore-compiled-'));
});
afterAll(() => rm(cache, { recursive: true }));

describe('createScorer() that prepares and retires', () => {
  test('leaves memory as it was after 50 swaps of a model of 4 MiB', async () => {
    // In a process of its own: the memory of this one is that of the test runner, too.
    const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', script, '50'], {
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
    });
    const { grownMiB } = JSON.parse(stdout) as { readonly grownMiB: number };
    // Versions that stay, here and in the worker, would be 400 MiB; what is measured sways by 30.
    expect(grownMiB).toBeLessThan(100);
  }, 240_000);
});
