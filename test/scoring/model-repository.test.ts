import { cp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { echoGraph, createWorkbench, fixedGraph, sumGraph, type Workbench } from './written-model.ts';

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
});
afterAll(() => bench.close());

const outputs = [{ output: 'sums', labels: ['a', 'b'] }];
const pair = { input: 'pair', source: 'columns', columns: ['a', 'b'] };
const shift = { input: 'shift', source: 'column', column: 'c', default: 0 };

describe('loadModelRepository()', () => {
  test('resolves aliases and versions to one loaded model', async () => {
    await bench.write('sum', sumGraph, { inputs: [pair, shift], outputs });
    const repository = await bench.load();
    const model = await repository.resolve('sum');
    expect(await repository.resolve('sum', '1')).toBe(model);
    expect(await repository.resolve('sum', 'production')).toBe(model);
    expect(model).toMatchObject({ name: 'sum', version: '1', manifest: repository.find('sum') });
    expect(model.columns).toEqual([
      { name: 'a', type: 'float32', missing: { rule: 'required' } },
      { name: 'b', type: 'float32', missing: { rule: 'required' } },
      { name: 'c', type: 'float32', missing: { rule: 'default', value: 0 } },
    ]);
    expect(model.inputs[0]).toEqual({ name: 'pair', type: 'float32', dims: ['N', 2] });
  });

  test('takes the only version where no alias says which', async () => {
    await bench.write('single', sumGraph, { inputs: [pair], outputs, aliases: {} });
    expect((await (await bench.load()).resolve('single')).version).toBe('1');
  });

  test('makes a column of each input that has no source', async () => {
    await bench.write('echo', echoGraph, { outputs: [{ output: 'int64_out', column: 'y' }] });
    const { columns } = await (await bench.load()).resolve('echo');
    expect(columns.map(({ name, type }) => [name, type])).toEqual([
      ['float', 'float32'],
      ['double', 'float64'],
      ['int64', 'int64'],
      ['int32', 'int32'],
      ['bool', 'bool'],
      ['string', 'string'],
    ]);
  });

  test.each(['nope', '../sum', '', '__proto__', 'sum/1'])('throws ModelNotFound for %j', async (name) => {
    const repository = await bench.load();
    const known = repository.list().map((manifest) => JSON.stringify(manifest.name));
    await expect(repository.resolve(name)).rejects.toMatchObject({
      code: 'ModelNotFound',
      message: `Cannot find model ${JSON.stringify(name)}: there is ${known.join(', ')}`,
    });
  });

  test.each(['2', 'staging', 'constructor', '../1'])(
    'throws ModelNotFound for version %j',
    async (version) => {
      await bench.write('sum', sumGraph, { inputs: [pair, shift], outputs });
      await expect((await bench.load()).resolve('sum', version)).rejects.toMatchObject({
        code: 'ModelNotFound',
        message: `Cannot find version ${JSON.stringify(version)} of model "sum": there is "1", "production"`,
      });
    },
  );

  test('checks the hash of the file, and loads it once it is right', async () => {
    await bench.write('changed', sumGraph, { inputs: [pair, shift], outputs });
    const repository = await bench.load();
    const file = path.join(bench.directory, 'changed/1/model.onnx');
    await cp(file, `${file}.copy`);
    await writeFile(file, 'other bytes');
    await expect(repository.resolve('changed')).rejects.toMatchObject({
      code: 'InvalidModel',
      message: expect.stringMatching(
        /^Cannot load model "changed": the SHA-256 of its ONNX file is \w{64}, expected \w{64}$/,
      ),
    });
    await cp(`${file}.copy`, file);
    await repository.refresh();
    expect(await repository.resolve('changed')).toMatchObject({ version: '1' });
  });

  const misfits: [string, object, string][] = [
    [
      'an input that the file lacks',
      { inputs: [{ input: 'no', source: 'column' }], outputs },
      'its ONNX file has no input "no"',
    ],
    [
      'an output that the file lacks',
      { inputs: [pair], outputs: [{ output: 'no', column: 'y' }] },
      'its ONNX file has no output "no"',
    ],
    [
      'a vector that is not told apart',
      { inputs: [pair], outputs: [{ output: 'sums', column: 'y' }] },
      'output "sums" has 2 components: "index", "labels" or "list" must say which',
    ],
    [
      'an index beyond the vector',
      { inputs: [pair], outputs: [{ output: 'sums', column: 'y', index: 2 }] },
      'output "sums" has 2 components, but index 2 is asked for',
    ],
    [
      'a label too many',
      { inputs: [pair], outputs: [{ output: 'sums', labels: ['a', 'b', 'c'] }] },
      'output "sums" has 2 components, but 3 labels',
    ],
    [
      'one name twice',
      { inputs: [pair], outputs: [...outputs, ...outputs] },
      'it has two predictions named "a"',
    ],
    [
      'a column too few',
      { inputs: [{ ...pair, columns: ['a'] }], outputs },
      'input "pair" of shape [N, 2] cannot be made of 1 column',
    ],
    [
      'a default of another type',
      { inputs: [pair, { ...shift, default: 'x' }], outputs },
      'the default of column "c" is "x", expected a number',
    ],
  ];

  test.each(misfits)('throws InvalidModel for %s', async (_title, manifest, what) => {
    await bench.write('misfit', sumGraph, manifest);
    await expect((await bench.load()).resolve('misfit')).rejects.toMatchObject({
      code: 'InvalidModel',
      message: `Cannot load model "misfit": ${what}`,
    });
  });

  test('knows a graph that takes a fixed number of records', async () => {
    await bench.write('misfit', fixedGraph, { outputs: [{ output: 'y', column: 'y' }] });
    expect((await (await bench.load()).resolve('misfit')).plan.fixedBatch).toBe(2);
  });
});
