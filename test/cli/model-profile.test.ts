import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseModelManifest } from '../../src/scoring/model-manifest.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { onscore } from './support/onscore.ts';

const root = path.join(import.meta.dirname, '../..');
const table = path.join(root, 'samples/churn/churn.csv');
let models: string;
beforeEach(async () => {
  models = await mkdtemp(path.join(tmpdir(), 'onscore-profile-'));
  await cp(path.join(root, 'models/churn'), path.join(models, 'churn'), { recursive: true });
});
afterEach(() => rm(models, { recursive: true }));

const profile = (...args: string[]) => onscore(['model', 'profile', ...args, '--models', models]);
const fileOf = (name: string) => path.join(models, 'churn', name);
const readManifest = async () => parseModelManifest(await readFile(fileOf('model.json'), 'utf8'), 'churn');

async function load() {
  const pool = createWorkerPool({ threads: 1 });
  const repository = await loadModelRepository({
    directory: models,
    inspect: (file) => pool.run('inspect', file),
  });
  return repository.resolve('churn').finally(() => pool.close());
}

describe('onscore model profile', () => {
  test('writes the profile that ships, and its hash into model.json', async () => {
    const shipped = await readFile(fileOf('1/profile.json'), 'utf8');
    const before = await readManifest();
    await rm(fileOf('1/profile.json'));
    const { code, out } = await profile(table, '--name', 'churn');
    expect({ code, out }).toEqual({
      code: 0,
      out: [
        `Profiled version "1" of "churn": 19 inputs and 2 predictions of 7043 records: ${fileOf('1/profile.json')}`,
      ],
    });
    expect(await readFile(fileOf('1/profile.json'), 'utf8')).toBe(shipped);
    expect(await readManifest()).toEqual(before);
    expect((await load()).profile?.records).toBe(7043);
  });

  test('says what it cannot find', async () => {
    const missing = path.join(models, 'none.csv');
    expect((await profile(missing, '--name', 'churn')).err).toEqual([
      `Cannot read ${JSON.stringify(missing)}: there is no such file`,
    ]);
    expect((await profile(table, '--name', 'churn', '--version', '9')).err).toEqual([
      'Cannot profile "churn": it has no version "9"',
    ]);
    expect((await profile(table)).err).toEqual(['Cannot profile a model: --name is not given']);
  });
});

describe('a version with a profile', () => {
  test('does not load when its profile is another one than model.json means', async () => {
    await writeFile(fileOf('1/profile.json'), '{}');
    const { profileSha256 = '' } = (await readManifest()).versions['1']!;
    // Of the two bytes {}.
    const sha256 = '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
    await expect(load()).rejects.toThrow(
      `Cannot load model "churn": the SHA-256 of its profile is ${sha256}, its model.json says ${profileSha256}`,
    );
  });

  test('does not load when its reports are to tell apart by what it does not read', async () => {
    const text = await readFile(fileOf('model.json'), 'utf8');
    await writeFile(fileOf('model.json'), text.replace('"contract"', '"region"'));
    await expect(load()).rejects.toThrow(
      'Cannot load model "churn": its report tells apart by "region", which is no column of its records',
    );
  });
});
