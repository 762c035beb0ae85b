import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type OnnxGraph, toOnnxModel } from '../../samples/onnx-writer.ts';
import { parseModelManifest } from '../../src/scoring/model-manifest.ts';
import { moveAlias } from '../../src/scoring/repository/model-alias.ts';
import { loadModelRepository } from '../../src/scoring/repository/model-repository.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkerPool } from '../../src/scoring/worker/worker-pool.ts';
import { toTinyModel } from '../scoring/onnx/support/protobuf.ts';
import { toZipMapModel } from '../scoring/onnx/support/zip-map-model.ts';
import { onscore } from './support/onscore.ts';

let folder: string;
let models: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onscore-add-'));
  models = path.join(folder, 'models');
});
afterEach(() => rm(folder, { recursive: true }));

async function add(bytes: Uint8Array, ...args: string[]) {
  const file = path.join(folder, 'given.onnx');
  await writeFile(file, bytes);
  return onscore(['model', 'add', file, '--models', models, ...args]);
}

const readManifest = async (name: string) =>
  parseModelManifest(await readFile(path.join(models, name, 'model.json'), 'utf8'), name);

/** Everything under the models, hidden files too. */
const listModels = async () => (await readdir(models, { recursive: true })).sort();

/** y = x + 1, with an output of this many components. */
const adder = (options: { columns?: number; batch?: number | string; outputs?: readonly string[] } = {}) => {
  const { columns = 1, batch = 'N', outputs = ['y'] } = options;
  const graph: OnnxGraph = {
    name: 'adder',
    constants: [{ name: 'one', type: 'float', dims: [1], values: [1] }],
    inputs: [{ name: 'x', type: 'float', dims: [batch, columns] }],
    outputs: outputs.map((name) => ({ name, type: 'float', dims: [batch, columns] })),
    nodes: outputs.map((name) => ({ operator: 'Add', inputs: ['x', 'one'], outputs: [name] })),
  };
  return toOnnxModel(graph);
};

async function listStates() {
  const pool = createWorkerPool({ threads: 1 });
  const scorer = createScorer({ pool });
  const repository = await loadModelRepository({
    directory: models,
    inspect: (file) => pool.run('inspect', file),
    trial: { score: scorer.score, prepare: scorer.prepare },
  });
  await repository.start();
  await pool.close();
  return repository.states();
}

describe('onscore model add', () => {
  test('adds a model of images, and says what their numbers are', async () => {
    const bytes = await readFile('models/clothing/1/model.onnx');
    const { code, out, err } = await add(bytes, '--name', 'pictures');
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out[0]).toBe(
      'Input "image" takes grey images of 28 x 28 (NCHW), as numbers of 0 to 1: "scale", "mean" and "std" in model.json make others of them',
    );
    expect((await readManifest('pictures')).inputs).toEqual([
      { input: 'image', source: 'image', width: 28, height: 28, channels: 1, layout: 'NCHW' },
    ]);
  });

  test('adds the churn model with its key, and says how to try it', async () => {
    const bytes = await readFile('models/churn/1/model.onnx');
    const { code, out, err } = await add(bytes, '--name', 'churn', '--key', 'customer_id');
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out[0]).toBe('"probability" is that of "Yes"');
    expect(out[1]).toMatch(/^Tried it: \{"prediction":"(No|Yes)","probability":0\.\d+\} in \d+\.\d ms$/);
    expect(out.slice(2, 4)).toEqual([
      `Added version "1" of "churn": ${models}/churn/1/model.onnx`,
      'Try it, once npm start is ready:',
    ]);
    expect(out[4]).toMatch(
      /^ {2}curl -s http:\/\/127\.0\.0\.1:7071\/models\/churn\/predict -H 'content-type: application\/json' -d '\{"customer_id":"1","female":0,/,
    );
    expect(await readFile(path.join(models, 'churn/1/model.onnx'))).toEqual(bytes);
    const shipped = parseModelManifest(await readFile('models/churn/model.json', 'utf8'), 'churn');
    const { key, aliases, outputs, versions } = await readManifest('churn');
    expect({ key, aliases, outputs }).toEqual({
      key: shipped.key,
      aliases: shipped.aliases,
      outputs: [
        { output: 'label', column: 'prediction' },
        { output: 'probabilities', column: 'probability', index: 1 },
      ],
    });
    expect(versions['1']?.sha256).toBe(shipped.versions['1']?.sha256);
  });

  test('adds a classifier with a ZipMap as it is, its classes as names', async () => {
    const bytes = toZipMapModel({ labels: ['basic', 'plus', "pro's"] });
    const { out } = await add(bytes, '--name', 'plans', '--columns', 'calls, minutes');
    expect(out[0]).toMatch(
      /^Tried it: \{"prediction":"basic","probability_basic":0,"probability_plus":0,"probability_pro's":0\} in /,
    );
    expect(await readFile(path.join(models, 'plans/1/model.onnx'))).toEqual(bytes);
    const { inputs, outputs } = await readManifest('plans');
    expect(inputs).toEqual([{ input: 'x', source: 'columns', columns: ['calls', 'minutes'] }]);
    expect(outputs).toEqual([
      { output: 'output_label', column: 'prediction' },
      {
        output: 'output_probability',
        labels: ['basic', 'plus', "pro's"],
        prefix: 'probability_',
      },
    ]);
  });

  test('names a lone value prediction, and the columns after the input', async () => {
    const { out } = await add(adder(), '--name', 'adder', '--record', '{"x":41,"note":"it\'s"}');
    expect(out[0]).toMatch(/^Tried it: \{"prediction":42\} in /);
    expect(out[3]).toBe(
      String.raw`  curl -s http://127.0.0.1:7071/models/adder/predict -H 'content-type: application/json' -d '{"x":41,"note":"it'\''s"}'`,
    );
    expect((await readManifest('adder')).inputs).toBeUndefined();
  });

  test('keeps the record and its prediction, by which the version is tried before it serves', async () => {
    await add(adder(), '--name', 'adder', '--record', '{"x":41}');
    const golden: unknown = JSON.parse(await readFile(path.join(models, 'adder/1/golden.json'), 'utf8'));
    expect(golden).toEqual([{ record: { x: 41 }, prediction: { prediction: 42 } }]);
    expect((await readManifest('adder')).versions['1']?.golden).toBe('1/golden.json');
    expect(await listStates()).toEqual([{ name: 'adder', version: '1', state: 'READY', reason: '' }]);
  });

  test('prints the model.json that a model of series needs, and takes the model with it', async () => {
    const bytes = await readFile('models/orange-juice/1/model.onnx');
    const refused = await add(bytes, '--name', 'sales');
    const file = path.join(models, 'sales/model.json');
    expect(refused).toMatchObject({ code: 1, out: [] });
    expect(refused.err.slice(0, 2)).toEqual([
      'Cannot add "sales" without a model.json: input "history" of shape [N, 52, 4] takes values of a series, and its ONNX file does not tell which',
      `Write this to ${JSON.stringify(file)} with the names of your columns and your unit (integer, day, week, month or quarter), then add it again; docs/series.md tells more`,
    ]);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, refused.err.slice(2).join('\n'));
    const { code, out, err } = await add(bytes, '--name', 'sales');
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out[0]).toMatch(/^Tried it: \{"forecast":\[.+"time":\["2026-02-26",.+"2026-03-01"\]\} in /);
    const { aliases, inputs } = await readManifest('sales');
    expect(aliases).toEqual({ production: '1' });
    expect(inputs).toEqual([
      {
        input: 'history',
        source: 'window',
        columns: ['value', 'history_1', 'history_2', 'history_3'],
        length: 52,
      },
      { input: 'future', source: 'future', columns: ['future_0', 'future_1', 'future_2'], length: 4 },
      { input: 'brand', source: 'column' },
    ]);
    expect(await listStates()).toEqual([{ name: 'sales', version: '1', state: 'READY', reason: '' }]);
  });

  test('adds a forecaster as docs/series.md says, which forecasts what it says', async () => {
    const page = await readFile('docs/series.md', 'utf8');
    const readBlock = (heading: string, n: number): string =>
      page.split(`## ${heading}\n`)[1]?.split('```json\n')[n]?.split('```')[0] ?? '';
    const file = path.join(models, 'figures/model.json');
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, readBlock('Your own forecaster', 1));
    const record = readBlock('In real time', 1);
    const bytes = await readFile('models/quarterly/1/model.onnx');
    const { code, err } = await add(bytes, '--name', 'figures', '--record', record);
    expect({ code, err }).toEqual({ code: 0, err: [] });
    const golden: unknown = JSON.parse(await readFile(path.join(models, 'figures/1/golden.json'), 'utf8'));
    expect(golden).toEqual([
      {
        record: JSON.parse(record) as unknown,
        prediction: {
          forecast: [13084.732, 13189.47, 13294.843, 13403.704],
          quarter: ['2009Q4', '2010Q1', '2010Q2', '2010Q3'],
        },
      },
    ]);
    expect(await listStates()).toEqual([{ name: 'figures', version: '1', state: 'READY', reason: '' }]);
  });

  test('names several outputs after themselves, and made-up columns with a note', async () => {
    const { out } = await add(adder({ columns: 2, outputs: ['a', 'b'] }), '--name', 'adder');
    expect(out.slice(0, 1)).toEqual([
      'Input "x" takes 2 columns, named "x_0" to "x_1": --columns names them better',
    ]);
    expect(out[1]).toMatch(/^Tried it: \{"a_0":1,"a_1":1,"b_0":1,"b_1":1\} in /);
  });

  test('leaves a rollback the version that answered before, whatever was moved earlier', async () => {
    for (const args of [[], ['--production'], ['--production']]) {
      await add(adder(), '--name', 'adder', ...args);
    }
    const text = await readFile(path.join(models, 'adder/model.json'), 'utf8');
    const back = moveAlias(text, { name: 'adder' }, { alias: 'production', to: 'previous', force: false });
    expect(parseModelManifest(back, 'adder').aliases).toEqual({ production: '2' });
  });

  test('gives no version the name of an alias', async () => {
    const { code, err } = await add(adder(), '--name', 'adder', '--version', 'production');
    expect({ code, err }).toEqual({
      code: 1,
      err: [
        'Cannot add version "production" of "adder": this is the name of an alias, which could not be moved any more',
      ],
    });
  });

  test('scores a full batch when a model takes only that', async () => {
    const { out } = await add(adder({ batch: 4 }), '--name', 'four', '--record', '{"x":1}');
    expect(out[0]).toMatch(/^Tried it: \{"prediction":2\} in /);
  });

  test('adds a version that does not answer yet, and one that does', async () => {
    await add(adder(), '--name', 'adder', '--key', 'id');
    const second = await add(adder({ outputs: ['y', 'z'] }), '--name', 'adder');
    expect(second.out.slice(1)).toEqual([
      `Added version "2" of "adder": ${models}/adder/2/model.onnx`,
      'Version "1" still answers: --production moves it',
      'Try it, once npm start is ready:',
      `  curl -s http://127.0.0.1:7071/models/adder/versions/2/predict -H 'content-type: application/json' -d '{"id":"1","x":0}'`,
    ]);
    await add(adder(), '--name', 'adder', '--version', 'next', '--production');
    const { aliases, previous, versions, key, outputs } = await readManifest('adder');
    expect(aliases).toEqual({ production: 'next' });
    expect(previous).toEqual({ production: '1' });
    expect(Object.values(versions).map(({ file }) => file)).toEqual([
      '1/model.onnx',
      '2/model.onnx',
      'next/model.onnx',
    ]);
    expect({ key, outputs }).toEqual({ key: 'id', outputs: [{ output: 'y', column: 'prediction' }] });
  });

  test('notes other classes when a new version has them', async () => {
    await add(toZipMapModel({ labels: ['a', 'b', 'c'] }), '--name', 'plans');
    const { out } = await add(toZipMapModel({ labels: ['a', 'c', 'b'] }), '--name', 'plans');
    expect(out[0]).toBe(
      'Output "output_probability" has the classes ["a","c","b"], but model.json names them ["a","b","c"]',
    );
  });

  test.each([
    {
      what: 'the version is there',
      bytes: adder(),
      args: ['--version', '1'],
      message: 'Cannot add version "1" of "adder": it exists already',
    },
    {
      what: 'the key is another',
      bytes: adder(),
      args: ['--key', 'name'],
      message: 'Cannot add version "2" of "adder": its key is "id", not "name"',
    },
    {
      what: 'the columns are named already',
      bytes: adder(),
      args: ['--columns', 'a'],
      message: 'Cannot name the columns: the model.json of "adder" does so already',
    },
    {
      what: 'the output of model.json is not there',
      bytes: adder({ outputs: ['z'] }),
      args: [],
      message: 'Cannot load model "adder": its ONNX file has no output "y"',
    },
  ])('changes nothing when $what', async ({ bytes, args, message }) => {
    await add(adder(), '--name', 'adder', '--key', 'id');
    const before = await readFile(path.join(models, 'adder/model.json'));
    expect(await add(bytes, '--name', 'adder', ...args)).toEqual({ code: 1, out: [], err: [message] });
    expect(await listModels()).toEqual([
      ...['adder', 'adder/1', 'adder/1/golden.json', 'adder/1/model.onnx', 'adder/model.json'],
    ]);
    expect(await readFile(path.join(models, 'adder/model.json'))).toEqual(before);
  });

  test.each([
    {
      what: 'a record lacks a column',
      bytes: adder(),
      args: ['--record', '{}'],
      err: ['Cannot score record 1 of "new": "x" is missing'],
    },
    {
      what: 'there are too few columns',
      bytes: adder({ columns: 3 }),
      args: ['--columns', 'a,b'],
      err: ['Cannot name the columns: 2 are given, but the model takes 3'],
    },
    {
      what: 'the number of columns is open',
      bytes: toTinyModel({ dims: ['N', 'C'] }),
      args: [],
      err: ['Cannot tell how many columns input "x" takes: name them with --columns'],
    },
    {
      what: 'the model does not fit',
      bytes: toTinyModel({ opset: 27, dims: ['N', 1] }),
      args: [],
      err: [
        'Cannot add "new": its ONNX file does not fit',
        'ok       "given.onnx" has 74 bytes',
        'ok       It is an ONNX file of IR version 8',
        'PROBLEM  Its opset is 27, but onnxruntime-node 1.30 reads up to 26',
        '           -> Export it with target_opset (scikit-learn) or opset_version (PyTorch) up to 26',
        'ok       Its operators come with onnxruntime',
        'ok       Its weights are in the file',
        'ok       Input "x" is float32 [N, 1]: a column',
        'ok       It takes any number of records a run',
        'ok       Output "y" is float32 [N, 1]',
        'The model does not fit: a problem',
      ],
    },
  ])('writes nothing when $what', async ({ bytes, args, err }) => {
    await mkdir(models);
    expect(await add(bytes, '--name', 'new', ...args)).toEqual({ code: 1, out: [], err });
    expect(await listModels()).toEqual([]);
  });

  test('writes nothing when the graph answers a single record only', async () => {
    const graph: OnnxGraph = {
      name: 'single',
      constants: [{ name: 'shape', type: 'int64', dims: [2], values: [1, 1] }],
      inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
      outputs: [{ name: 'y', type: 'float', dims: ['M', 1] }],
      nodes: [{ operator: 'Reshape', inputs: ['x', 'shape'], outputs: ['y'] }],
    };
    await mkdir(models);
    const { code, err } = await add(toOnnxModel(graph), '--name', 'single');
    expect(code).toBe(1);
    expect(err[0]).toMatch(/^Cannot add "single": it fails on 3 records like \{"x":0\}: .*Reshape/);
    expect(await listModels()).toEqual([]);
  });

  test('writes nothing when outputs are not by record', async () => {
    const graph: OnnxGraph = {
      name: 'sum',
      inputs: [{ name: 'x', type: 'float', dims: ['N', 1] }],
      outputs: [{ name: 'y', type: 'float', dims: ['M', 1] }],
      nodes: [{ operator: 'ReduceMean', inputs: ['x'], outputs: ['y'], attributes: { axes: { ints: [0] } } }],
    };
    await mkdir(models);
    expect(await add(toOnnxModel(graph), '--name', 'sum')).toEqual({
      code: 1,
      out: [],
      err: ['Cannot add "sum": output "y" is of shape [1, 1] for 3 records, expected a first dimension of 3'],
    });
    expect(await listModels()).toEqual([]);
  });

  test('leaves a folder alone that is in its way', async () => {
    await mkdir(path.join(models, 'adder/1/notes'), { recursive: true });
    expect(await add(adder(), '--name', 'adder')).toEqual({
      code: 1,
      out: [],
      err: [`Cannot write "${models}/adder/1": it exists already`],
    });
    expect(await listModels()).toEqual(['adder', 'adder/1', 'adder/1/notes']);
  });

  test('fails when the models are a file', async () => {
    await writeFile(models, '');
    expect(await add(adder(), '--name', 'adder')).toEqual({
      code: 1,
      out: [],
      err: [`Cannot read "${models}/adder/model.json": part of its path is a file`],
    });
  });
});
