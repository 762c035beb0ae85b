import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isImageName } from '../../src/jobs/images/image-names.ts';
import { findBicep } from '../../scripts/find-bicep.ts';

interface Subscription {
  readonly properties: {
    readonly filter: {
      readonly advancedFilters: readonly {
        readonly operatorType: string;
        readonly key: string;
        readonly values: readonly string[];
      }[];
    };
  };
}

/** Of all filters of one subscription, by Event Grid's documentation. */
const maxFilterValues = 25;
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

  test('deliver no event of an image, which starts nothing, and of all else', async () => {
    const built: unknown = JSON.parse(
      await readFile(path.join(directory, 'event-subscription.bicep.json'), 'utf8'),
    );
    const { resources } = built as { resources: readonly Subscription[] };
    const { advancedFilters = [] } = resources[0]?.properties.filter ?? {};
    const left = advancedFilters.find(({ operatorType }) => operatorType === 'StringNotEndsWith');
    expect(left).toMatchObject({ key: 'subject' });
    const kinds = 'png jpg jpeg gif webp bmp tif tiff heic avif csv tsv jsonl gz parquet zip txt xlsx'.split(
      ' ',
    );
    const names = [...kinds.map((kind) => `churn/a.${kind}`), 'churn/autumn/_READY'];
    const delivered = names.filter((name) => !left?.values.some((ending) => name.endsWith(ending)));
    expect(delivered).toEqual(names.filter((name) => !isImageName(name)));
    const values = advancedFilters.reduce((sum, filter) => sum + filter.values.length, 0);
    expect(values).toBeLessThanOrEqual(maxFilterValues);
  });

  test('know each parameter that azd gives', async () => {
    const given: unknown = JSON.parse(await readFile(path.join(infra, 'main.parameters.json'), 'utf8'));
    const built: unknown = JSON.parse(await readFile(path.join(directory, 'main.bicep.json'), 'utf8'));
    const names = (value: unknown) => Object.keys((value as { parameters: object }).parameters);
    expect(names(built)).toEqual(expect.arrayContaining(names(given)));
  });
});
