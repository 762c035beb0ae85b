import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parseGoldenRecords } from '../../src/scoring/repository/golden-records.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { toAddGraph, toModelFiles } from './models/model-files.ts';
import { createModelFolder, type ModelFolder } from './models/model-folder.ts';

describe('parseGoldenRecords()', () => {
  const pair = { record: { x: 1 }, prediction: { y: 2, labels: ['a', 'b'] } };

  test('reads a list, and an object that says how close is close', () => {
    expect(parseGoldenRecords(JSON.stringify([pair]), { name: 'm' })).toEqual({
      tolerance: { relative: 1e-4, absolute: 1e-6 },
      records: [pair],
    });
    const text = JSON.stringify({ tolerance: { relative: 0.01 }, records: [pair] });
    expect(parseGoldenRecords(text, { name: 'm' }).tolerance).toEqual({ relative: 0.01, absolute: 1e-6 });
  });

  test.each([
    ['[', 'its golden records are not JSON'],
    ['[]', 'its golden records are no list of records with predictions'],
    ['[{"record": 1, "prediction": {}}]', 'its golden records are no list of records with predictions'],
  ])('throws InvalidModel for %s', (text, what) => {
    expect(() => parseGoldenRecords(text, { name: 'm' })).toThrow(
      expect.objectContaining({ code: 'InvalidModel', message: `Cannot load model "m": ${what}` }),
    );
  });
});

describe('golden records of a version', () => {
  const pool = createWorkerPool({ threads: 1 });
  let folder: ModelFolder;
  beforeEach(async () => {
    folder = await createModelFolder(pool);
  });
  afterEach(() => folder.close());
  afterAll(() => pool.close());

  const x = { x: 1 };
  const passing: [string, unknown][] = [
    ['its predictions', [{ record: x, prediction: { y: 3 } }]],
    ['them but for rounding', [{ record: x, prediction: { y: 3.0001 } }]],
    [
      'what its file calls close',
      { tolerance: { absolute: 1 }, records: [{ record: x, prediction: { y: 3.9 } }] },
    ],
    ['nothing in particular', [{ record: x, prediction: {} }]],
  ];

  test.each(passing)('let it serve when they expect %s', async (_title, golden) => {
    await folder.write('add', toModelFiles('add', { '1': { graph: toAddGraph(2), golden } }));
    const { predict } = await folder.open();
    expect(await predict('add', { x: 1 })).toEqual({ version: '1', prediction: { y: 3 } });
  });

  const failing: [unknown, string][] = [
    [
      [
        { record: x, prediction: { y: 3 } },
        { record: { x: 2 }, prediction: { y: 4.001 } },
      ],
      'record 2: "y" is 4, expected 4.001',
    ],
    [[{ record: x, prediction: { z: 3 } }], 'record 1: "z" is missing, expected 3'],
    [[{ record: x, prediction: { constructor: 3 } }], 'record 1: "constructor" is missing, expected 3'],
    [[{ record: x, prediction: { y: '3' } }], 'record 1: "y" is 3, expected "3"'],
    [[{ record: x, prediction: { y: [3] } }], 'record 1: "y" is 3, expected [3]'],
    [[{ record: x, prediction: { y: null } }], 'record 1: "y" is 3, expected null'],
    [
      [{ record: { x: 'abc' }, prediction: { y: 3 } }],
      'record 1: Cannot score record 1 of "add": "x" is "abc", expected a number',
    ],
  ];

  test.each(failing)('keep it from serving when they are %j', async (golden, what) => {
    await folder.write('add', toModelFiles('add', { '1': { graph: toAddGraph(2), golden } }));
    const { repository, retired } = await folder.open();
    await expect(repository.resolve('add')).rejects.toMatchObject({
      code: 'InvalidModel',
      message: `Cannot load model "add": version "1" fails its golden ${what}`,
    });
    expect(retired).toEqual(['add 1']);
  });

  test('keep it from serving when their file is not there', async () => {
    const files = { ...toModelFiles('add', { '1': { graph: toAddGraph(2), golden: [] } }) };
    delete files['1/golden.json'];
    await folder.write('add', files);
    const { repository } = await folder.open();
    await expect(repository.resolve('add')).rejects.toMatchObject({
      message: 'Cannot load model "add": its golden records cannot be read',
    });
  });
});
