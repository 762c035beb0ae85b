import { rename } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ModelSource } from '../../../src/scoring/repository/model-source.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';
import { createWorkerPool } from '../../../src/scoring/worker/worker-pool.ts';
import { type ModelFiles, toAddGraph, toModelFiles } from './model-files.ts';
import { createModelFolder, type ModelFolder } from './model-folder.ts';

const pool = createWorkerPool({ threads: 1 });
let folder: ModelFolder;
beforeEach(async () => {
  folder = await createModelFolder(pool);
});
afterEach(() => folder.close());
afterAll(() => pool.close());

const one = { graph: toAddGraph(1) };
const two = { graph: toAddGraph(2) };
const production = (version: string) => ({ aliases: { production: version } });

describe('refresh()', () => {
  test('serves a new version once model.json points at it, and the old one to those who name it', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, predict } = await folder.open();
    expect(await predict('add', { x: 10 })).toEqual({ version: '1', prediction: { y: 11 } });
    await folder.write('add', toModelFiles('add', { '1': one, '2': two }, production('2')));
    expect(await predict('add', { x: 10 })).toEqual({ version: '1', prediction: { y: 11 } });
    await repository.refresh();
    expect(await predict('add', { x: 10 })).toEqual({ version: '2', prediction: { y: 12 } });
    expect(await predict('add', { x: 10 }, '1')).toEqual({ version: '1', prediction: { y: 11 } });
  });

  test('keeps what is loaded when another part of model.json changes', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository } = await folder.open();
    const model = await repository.resolve('add');
    await folder.write('add', toModelFiles('add', { '1': one, '2': two }));
    await repository.refresh();
    expect(await repository.resolve('add')).toBe(model);
    expect(Object.keys(repository.find('add').versions)).toEqual(['1', '2']);
  });

  test('finds models that come and drops those that go', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, reports, predict } = await folder.open();
    await folder.write('other', toModelFiles('other', { '1': two }));
    await repository.refresh();
    expect(await predict('other', { x: 1 })).toEqual({ version: '1', prediction: { y: 3 } });
    await folder.remove('add');
    await repository.refresh();
    await expect(repository.resolve('add')).rejects.toMatchObject({
      code: 'ModelNotFound',
      message: 'Cannot find model "add": there is "other"',
    });
    expect(reports).toContain('Model "add" has gone');
  });

  test('retires a version that lost its place, after those who had found it are done', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, retired } = await folder.open();
    await repository.resolve('add');
    await folder.write('add', toModelFiles('add', { '2': two }));
    await repository.refresh();
    expect(retired).toEqual([]);
    await expectSoon(() => retired, ['add 1']);
  });

  const failures: [string, Parameters<typeof toModelFiles>[1], object, string][] = [
    [
      'a file of another hash',
      { '2': { ...two, sha256: 'a'.repeat(64) } },
      {},
      `Cannot load model "add": the SHA-256 of its ONNX file is 9c6a36f98577c4ad25b0d7a0efb7a43ab58cb2e1d2dfbc8ba9cff5d5a1a6c3f5, expected ${'a'.repeat(64)}`,
    ],
    [
      'golden records that it does not give',
      { '2': { ...two, golden: [{ record: { x: 1 }, prediction: { y: 4 } }] } },
      {},
      'Cannot load model "add": version "2" fails its golden record 1: "y" is 3, expected 4',
    ],
    [
      'another input',
      { '2': { graph: toAddGraph(2, { input: 'z' }) } },
      {},
      'Cannot replace what "add" serves: version "2" breaks callers of version "1": input "x" is gone; input "z" is new and required; ONNX input "x" is gone',
    ],
    [
      'a model.json that is none',
      { '2': two },
      { outputs: [] },
      'Cannot load model "add": "outputs" of its model.json: Too small: expected array to have >=1 items',
    ],
    [
      'an output that the file lacks',
      { '2': two },
      { outputs: [{ output: 'n', column: 'y' }] },
      'Cannot load model "add": its ONNX file has no output "n"',
    ],
  ];

  test.each(failures)('keeps serving the old version when the new one has %s', async (...failure) => {
    const [, versions, manifest, message] = failure;
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, reports, predict } = await folder.open();
    await repository.start();
    await folder.write('add', toModelFiles('add', versions, manifest));
    await repository.refresh();
    await repository.refresh();
    expect(await predict('add', { x: 10 })).toEqual({ version: '1', prediction: { y: 11 } });
    expect(repository.states('add')).toEqual([
      { name: 'add', version: '1', state: 'READY', reason: expectHashless(message) },
    ]);
    expect(reports.filter((report) => report.startsWith('Cannot'))).toHaveLength(1);
    expect(repository.isReady()).toBe(true);
  });

  test('takes a version whose file comes after model.json has named it', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, predict } = await folder.open();
    await repository.start();
    const files = toModelFiles('add', { '1': one, '2': two }, production('2'));
    await folder.write('add', { 'model.json': files['model.json']! });
    await repository.refresh();
    expect(await predict('add', { x: 1 })).toEqual({ version: '1', prediction: { y: 2 } });
    await folder.write('add', { '2/model.onnx': files['2/model.onnx']! });
    await repository.refresh();
    expect(await predict('add', { x: 1 })).toEqual({ version: '2', prediction: { y: 3 } });
  });
});

describe('refresh() under load', () => {
  test('drops no request and mixes no versions while two swap ten times', async () => {
    const versions = { '1': one, '2': two };
    await folder.write('add', toModelFiles('add', versions));
    const { repository, predict } = await folder.open();
    await repository.start();
    const answers: { x: number; version: string; prediction: unknown }[] = [];
    let isSwapping = true;
    const clients = Array.from({ length: 200 }, async (_, x) => {
      while (isSwapping) answers.push({ x, ...(await predict('add', { x })) });
    });
    for (let swap = 1; swap <= 10; swap++) {
      await folder.write('add', toModelFiles('add', versions, production(swap % 2 === 0 ? '1' : '2')));
      await repository.refresh();
      await sleep(20);
    }
    isSwapping = false;
    await Promise.all(clients);
    const given = new Set(answers.map(({ version }) => version));
    expect([...given].sort()).toEqual(['1', '2']);
    const mixed = answers.filter(
      ({ x, version, prediction }) =>
        JSON.stringify(prediction) !== JSON.stringify({ y: x + Number(version) }),
    );
    expect(mixed).toEqual([]);
    expect(answers.length).toBeGreaterThan(2000);
  });

  test('answers each request by the version it says', async () => {
    const versions = { '1': one, '2': two };
    await folder.write('add', toModelFiles('add', versions));
    const { repository, predict } = await folder.open();
    await repository.start();
    const asked: Promise<{ version: string; prediction: unknown }>[] = [];
    for (let swap = 1; swap <= 10; swap++) {
      await folder.write('add', toModelFiles('add', versions, production(swap % 2 === 0 ? '1' : '2')));
      const refreshed = repository.refresh();
      for (let k = 0; k < 20; k++) asked.push(predict('add', { x: 100 }));
      await refreshed;
    }
    for (const { version, prediction } of await Promise.all(asked)) {
      expect(prediction).toEqual({ y: 100 + Number(version) });
    }
  });
});

describe('start()', () => {
  test('lets a broken model harm no other', async () => {
    await folder.write('bad-file', toModelFiles('bad-file', { '1': { ...one, sha256: 'b'.repeat(64) } }));
    await folder.write('bad-json', { 'model.json': '{' });
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, predict } = await folder.open();
    await repository.start();
    expect(repository.isReady()).toBe(true);
    expect(await predict('add', { x: 0 })).toEqual({ version: '1', prediction: { y: 1 } });
    expect(repository.list().map(({ name }) => name)).toEqual(['add', 'bad-file']);
    expect(repository.states().map(({ name, version, state }) => [name, version, state])).toEqual([
      ['add', '1', 'READY'],
      ['bad-file', '1', 'UNAVAILABLE'],
      ['bad-json', '', 'UNAVAILABLE'],
    ]);
    await expect(repository.resolve('bad-json')).rejects.toMatchObject({
      code: 'InvalidModel',
      message: 'Cannot load model "bad-json": its model.json is not JSON',
    });
    expect(repository.isModelReady('bad-json')).toBe(false);
    expect(repository.isModelReady('bad-file')).toBe(false);
  });

  test('is ready only once it has read all there is, but serves what it knows', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, reports, predict } = await folder.open();
    await rename(folder.directory, `${folder.directory}-away`);
    await repository.start();
    expect(repository.isReady()).toBe(false);
    expect(reports[0]).toBe(`Cannot list the models of the folder ${JSON.stringify(folder.directory)}`);
    await rename(`${folder.directory}-away`, folder.directory);
    await repository.refresh();
    expect(repository.isReady()).toBe(true);
    expect(await predict('add', { x: 0 })).toEqual({ version: '1', prediction: { y: 1 } });
  });
});

describe('start() with several sources', () => {
  const elsewhere = (list: ModelSource['list'], files: ModelFiles = {}): ModelSource => ({
    place: 'the container "models"',
    shipped: false,
    list,
    readManifest: async () => ({ text: String(files['model.json']), revision: '1' }),
    fetch: async (name, file) => path.join(folder.directory, name, file),
    writeManifest: async () => '2',
  });

  test('takes a model from the later one, and has requests wait for its listing', async () => {
    const files = toModelFiles('add', { '1': one, '2': two });
    await folder.write('add', files);
    const listing = Promise.withResolvers<ReadonlyMap<string, string>>();
    const later = elsewhere(() => listing.promise, toModelFiles('add', { '2': two }));
    const { repository, reports, predict } = await folder.open(later);
    const started = repository.start();
    const answer = predict('add', { x: 1 });
    listing.resolve(new Map([['add', '1']]));
    expect(await answer).toEqual({ version: '2', prediction: { y: 3 } });
    await started;
    expect(reports[0]).toBe('Model "add" is taken from the container "models", not as it ships');
  });

  test('serves what ships where the later one cannot be read, and is not ready', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const error = new ScoringError('Unavailable', 'Cannot list the models of the container "models"');
    const { repository, reports, predict } = await folder.open(elsewhere(() => Promise.reject(error)));
    await repository.start();
    expect(await predict('add', { x: 1 })).toEqual({ version: '1', prediction: { y: 2 } });
    expect(repository.isReady()).toBe(false);
    expect(reports[0]).toBe(error.message);
  });
});

describe('unload() and load()', () => {
  test('take a model out of service and back', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, predict, retired } = await folder.open();
    await repository.start();
    await repository.unload('add');
    await expect(repository.resolve('add')).rejects.toMatchObject({
      code: 'Unavailable',
      message: 'Cannot score with "add": it is unloaded',
    });
    expect(repository.isModelReady('add')).toBe(false);
    await repository.refresh();
    expect(repository.states('add')).toEqual([
      { name: 'add', version: '1', state: 'UNAVAILABLE', reason: 'unloaded' },
    ]);
    await expectSoon(() => retired, ['add 1']);
    await repository.load('add');
    expect(repository.isModelReady('add')).toBe(true);
    expect(await predict('add', { x: 0 })).toEqual({ version: '1', prediction: { y: 1 } });
  });

  test('load() finds a model that has just come, and says why one cannot be', async () => {
    const { repository } = await folder.open();
    await expect(repository.load('add')).rejects.toMatchObject({
      code: 'ModelNotFound',
      message: 'Cannot find model "add": there is none',
    });
    await folder.write('add', toModelFiles('add', { '1': one }));
    await repository.load('add');
    expect(repository.isModelReady('add')).toBe(true);
    await folder.write('add', { 'model.json': '[]' });
    await expect(repository.load('add')).rejects.toMatchObject({ code: 'InvalidModel' });
    expect(repository.isModelReady('add')).toBe(true);
  });

  test('load() takes what breaks callers when it is forced', async () => {
    await folder.write('add', toModelFiles('add', { '1': one }));
    const { repository, predict } = await folder.open();
    await repository.start();
    await folder.write('add', toModelFiles('add', { '2': { graph: toAddGraph(2, { input: 'z' }) } }));
    await expect(repository.load('add')).rejects.toMatchObject({ code: 'Conflict' });
    await repository.load('add', { force: true });
    expect(await predict('add', { z: 1 })).toEqual({ version: '2', prediction: { y: 3 } });
  });
});

describe('isModelReady()', () => {
  test('has a version that could be loaded loaded by being asked', async () => {
    await folder.write('add', toModelFiles('add', { '1': one, '2': two }));
    const { repository } = await folder.open();
    await repository.start();
    expect(repository.states('add')).toEqual([
      { name: 'add', version: '1', state: 'READY', reason: '' },
      { name: 'add', version: '2', state: 'UNAVAILABLE', reason: 'loaded when it is first asked for' },
    ]);
    expect(repository.isModelReady('add', '2')).toBe(false);
    await expectSoon(() => repository.isModelReady('add', '2'), true);
    expect(() => repository.isModelReady('add', '3')).toThrow(
      'Cannot find version "3" of model "add": there is "1", "2", "production"',
    );
  });
});

/** The hash of a made file is not what a test is about. */
function expectHashless(message: string): unknown {
  const [before, after] = message.split(/(?<=is )[0-9a-f]{64}/);
  return after === undefined
    ? message
    : expect.stringMatching(new RegExp(`^${before!}[0-9a-f]{64}${after}$`));
}

async function expectSoon(read: () => unknown, expected: unknown): Promise<void> {
  for (let left = 100; left > 0 && JSON.stringify(read()) !== JSON.stringify(expected); left--)
    await sleep(20);
  expect(read()).toEqual(expected);
}
