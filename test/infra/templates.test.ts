import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findBicep } from '../../scripts/find-bicep.ts';

const infra = path.join(import.meta.dirname, '../../infra');
const run = promisify(execFile);
let bicep = '';
let directory = '';

async function listTemplates(): Promise<readonly string[]> {
  return (await readdir(infra, { recursive: true })).filter((name) => name.endsWith('.bicep'));
}

beforeAll(async () => {
  bicep = await findBicep();
  directory = await mkdtemp(path.join(tmpdir(), 'onscore-bicep-'));
}, 300_000);

afterAll(() => rm(directory, { recursive: true }));

describe('the templates', () => {
  test.each(['main.bicep', 'event-subscription.bicep'])(
    '%s lints and builds without a word',
    async (name) => {
      const template = path.join(infra, name);
      expect(await run(bicep, ['lint', template])).toEqual({ stdout: '', stderr: '' });
      const out = path.join(directory, `${name}.json`);
      expect(await run(bicep, ['build', template, '--outfile', out])).toEqual({ stdout: '', stderr: '' });
      expect(JSON.parse(await readFile(out, 'utf8'))).toHaveProperty('resources');
    },
    300_000,
  );

  test('are formatted as the Bicep CLI formats', async () => {
    const copy = path.join(directory, 'formatted');
    await cp(infra, copy, { recursive: true });
    await run(bicep, ['format', '--pattern', `${copy}/**/*.bicep`]);
    const files = await listTemplates();
    expect(files.length).toBeGreaterThan(15);
    for (const name of files) {
      expect(await readFile(path.join(copy, name), 'utf8')).toBe(
        await readFile(path.join(infra, name), 'utf8'),
      );
    }
  }, 300_000);

  test('take nothing from a registry', async () => {
    for (const name of await listTemplates())
      expect(await readFile(path.join(infra, name), 'utf8')).not.toMatch(/'(br|ts)[/:]/);
  });

  test('know each parameter that azd gives', async () => {
    const given: unknown = JSON.parse(await readFile(path.join(infra, 'main.parameters.json'), 'utf8'));
    const built: unknown = JSON.parse(await readFile(path.join(directory, 'main.bicep.json'), 'utf8'));
    const names = (value: unknown) => Object.keys((value as { parameters: object }).parameters);
    expect(names(built)).toEqual(expect.arrayContaining(names(given)));
  });
});
