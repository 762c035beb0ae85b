import { describe, expect, test } from '@jest/globals';
import { InferenceSession } from 'onnxruntime-node';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { intField, messageField, textField } from '../../samples/protobuf-writer.ts';
import { checkModel } from '../../src/scoring/repository/model-check.ts';
import { onnxSupport } from '../../src/scoring/onnx/onnx-support.ts';
import { nodeField, opsetField, sequenceOfMaps, tensorValue, toTinyModel } from './onnx/support/protobuf.ts';
import { toZipMapModel } from './onnx/support/zip-map-model.ts';

const check = (bytes: Uint8Array) => checkModel(bytes, { name: 'model.onnx' });

/** What is not ok, one line a finding. */
const complain = (bytes: Uint8Array) =>
  check(bytes)
    .findings.filter(({ level }) => level !== 'ok')
    .map(({ level, message, fix }) => `${level}: ${message}${fix === undefined ? '' : ` -> ${fix}`}`);

describe('checkModel()', () => {
  test('tells what a model is when all of it fits', () => {
    const { fits, findings } = check(toTinyModel({ dims: ['N', 1] }));
    expect(fits).toBe(true);
    expect(findings).toEqual(
      [
        '"model.onnx" has 74 bytes',
        'It is an ONNX file of IR version 8',
        'Its opset is 17',
        'Its operators come with onnxruntime',
        'Its weights are in the file',
        'Input "x" is float32 [N, 1]: a column',
        'It takes any number of records a run',
        'Output "y" is float32 [N, 1]',
      ].map((message) => ({ level: 'ok', message })),
    );
  });

  test('finds no fault in the shipped churn model', async () => {
    expect(complain(await readFile('models/churn/1/model.onnx'))).toEqual([]);
  });

  test('calls no shipped model a misfit', async () => {
    const folders = (await readdir('models', { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const names = folders.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['churn', 'clothing', 'orange-juice', 'quarterly']));
    for (const name of names) {
      const bytes = await readFile(`models/${name}/1/model.onnx`);
      const problems = complain(bytes).filter((line) => line.startsWith('problem'));
      expect({ name, fits: check(bytes).fits, problems }).toEqual({ name, fits: true, problems: [] });
    }
  });

  test('says of the shipped model of sales that it can be of series', async () => {
    const fix =
      'Write a model.json with "series", and "window" or "future" as the source of this input: docs/series.md tells how';
    expect(complain(await readFile('models/orange-juice/1/model.onnx'))).toEqual([
      `note: Input "history" is float32 [N, 52, 4]: 52 times of 4 columns, if it is of a series -> ${fix}`,
      `note: Input "future" is float32 [N, 4, 3]: 4 times of 3 columns, if it is of a series -> ${fix}`,
    ]);
  });

  test('notes a ZipMap, and shows the outputs as they will be', () => {
    const { fits, findings } = check(toZipMapModel({ labels: ['a', 'b', 'c'] }));
    expect(fits).toBe(true);
    expect(findings.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        'Output "output_probability" is a list of maps (ZipMap): on load it is made a tensor of the classes "a", "b", "c"',
        'Output "output_probability" is float32 [N, 3]',
      ]),
    );
  });

  const freeBatch = 'Export it with a first dimension that is free (dynamic_axes, or None in initial_types)';
  const columnTypes = 'but columns are float32, float64, int64, int32, bool or string';

  test.each([
    {
      what: 'a ZipMap has no labels',
      bytes: toZipMapModel({ labels: ['a'], zipMapAttributes: [] }),
      complaints: [
        'problem: Cannot read the ONNX file: ZipMap output "output_probability" has no class labels -> Export it with the option zipmap=False',
        'problem: Output "output_probability" is sequence of map to float32 of any shape, but only tensors can be read -> Export it without it, or as a tensor (for scikit-learn: the option zipmap=False)',
      ],
    },
    {
      what: 'an output is a sequence',
      bytes: toTinyModel({ graph: [messageField(12, sequenceOfMaps('maps', 8))] }),
      complaints: [
        'problem: Output "maps" is sequence of map to float32 of any shape, but only tensors can be read -> Export it without it, or as a tensor (for scikit-learn: the option zipmap=False)',
      ],
    },
    {
      what: 'its IR version is too new',
      bytes: toTinyModel({ irVersion: 14 }),
      complaints: [
        'problem: It is an ONNX file of IR version 14, but onnxruntime-node 1.30 reads up to 13 -> Set model.ir_version = 13 before saving it',
      ],
    },
    {
      what: 'its opset is too new',
      bytes: toTinyModel({ opset: 27 }),
      complaints: [
        'problem: Its opset is 27, but onnxruntime-node 1.30 reads up to 26 -> Export it with target_opset (scikit-learn) or opset_version (PyTorch) up to 26',
      ],
    },
    {
      what: 'another opset is too new',
      bytes: toTinyModel({ more: [opsetField('ai.onnx.ml', 6)] }),
      complaints: [
        'problem: Its opset of ai.onnx.ml is 6, but onnxruntime-node 1.30 reads up to 5 -> Export it with target_opset (scikit-learn) or opset_version (PyTorch) up to 5',
      ],
    },
    {
      what: 'its opset is old',
      bytes: toTinyModel({ opset: 6 }),
      complaints: [
        'note: Its opset is 6, but onnxruntime-node 1.30 supports 7 and above -> Export it again, or run onnx.version_converter on it',
      ],
    },
    {
      what: 'it takes one record a run',
      bytes: toTinyModel({ dims: [1, 2] }),
      complaints: [`note: It takes exactly 1 record a run: scoring tables is slower -> ${freeBatch}`],
    },
    {
      what: 'it takes eight records a run',
      bytes: toTinyModel({ dims: [8, 2] }),
      complaints: [`note: It takes exactly 8 records a run: scoring tables is slower -> ${freeBatch}`],
    },
    {
      what: 'inputs disagree on the records a run',
      bytes: toTinyModel({ dims: [8, 2], graph: [messageField(11, tensorValue('z', 1, [1, 1]))] }),
      complaints: [`problem: Its inputs take different numbers of records a run: 8 and 1 -> ${freeBatch}`],
    },
    {
      what: 'only an output is of a fixed number of records',
      bytes: toTinyModel({ graph: [messageField(12, tensorValue('z', 1, [1, 2]))] }),
      complaints: [
        `note: Its inputs take any number of records a run, but an output is declared for 1 -> ${freeBatch}`,
      ],
    },
    {
      what: 'an operator is foreign',
      bytes: toTinyModel({
        graph: [
          nodeField({ operator: 'Magic', domain: 'com.acme' }),
          nodeField({ operator: 'Magic', domain: 'com.acme' }),
          nodeField({ operator: 'Gelu', domain: 'com.microsoft' }),
          nodeField({ operator: 'Mine', domain: 'mine' }),
        ],
        more: [messageField(25, [textField(1, 'Mine'), textField(10, 'mine')])],
      }),
      complaints: [
        'problem: It needs operators that onnxruntime-node 1.30 does not have: com.acme.Magic -> Export it without custom operators: their libraries are not loaded',
      ],
    },
    {
      what: 'weights are in other files',
      bytes: toTinyModel({
        graph: [
          messageField(5, [
            textField(8, 'w'),
            messageField(13, [textField(1, 'location'), textField(2, '../../etc/passwd')]),
            intField(14, 1),
          ]),
        ],
      }),
      complaints: [
        'problem: Its weights are in other files: "../../etc/passwd" -> Save it as one file: onnx.save(onnx.load("model.onnx"), "one-file.onnx")',
      ],
    },
    {
      what: 'a type is none of a column',
      bytes: toTinyModel({ elements: 10 }),
      complaints: [
        `problem: Input "x" is float16 [N, 2], ${columnTypes} -> Put a Cast within the model, e.g. to float32`,
        `problem: Output "y" is float16 [N, 2], ${columnTypes} -> Put a Cast within the model, e.g. to float32`,
      ],
    },
    {
      what: 'an input has three dimensions and numbers',
      bytes: toTinyModel({ dims: ['N', 'T', 2], elements: 11 }),
      complaints: [
        'note: Input "x" is float64 [N, T, 2]: any number of times of 2 columns, if it is of a series -> Write a model.json with "series", and "window" or "future" as the source of this input: docs/series.md tells how',
      ],
    },
    {
      what: 'an input is neither columns nor series nor images',
      bytes: toTinyModel({ dims: ['N', 2, 224, 224] }),
      complaints: [
        'problem: Input "x" is float32 [N, 2, 224, 224], but columns make one or two dimensions, series float32 or float64 [N, times, columns], and images float32 [N, 1 or 3, H, W] or [N, H, W, 1 or 3] -> Reshape within the model, so that its inputs are [N, 1], [N] or [N, C]',
      ],
    },
    {
      what: 'an input is no tensor',
      bytes: toTinyModel({ graph: [messageField(11, sequenceOfMaps('maps', 8))] }),
      complaints: [
        'problem: Input "maps" is sequence of map to float32 of any shape, but a record is made into tensors only -> Export it with an input of tensors',
      ],
    },
    {
      what: 'it has neither inputs nor outputs',
      bytes: messageField(7, []),
      complaints: [
        'problem: It has no inputs -> Export it with an input a column, or one input for all',
        'problem: It has no outputs -> Export it with an output',
      ],
    },
  ])('complains when $what', ({ bytes, complaints }) => {
    expect(complain(bytes)).toEqual(complaints);
    expect(check(bytes).fits).toBe(complaints.every((complaint) => complaint.startsWith('note: ')));
  });
});

describe('onnxSupport', () => {
  test('is of the onnxruntime that is installed', () => {
    const require = createRequire(import.meta.url);
    const { version } = require('onnxruntime-node/package.json') as { version: string };
    expect(version.startsWith(`${onnxSupport.onnxruntime}.`)).toBe(true);
  });

  const { maxIrVersion, maxOpsets } = onnxSupport;
  test.each([
    { what: 'IR version', model: (more: number) => toTinyModel({ irVersion: maxIrVersion + more }) },
    { what: 'opset', model: (more: number) => toTinyModel({ opset: maxOpsets.get('')! + more }) },
    {
      what: 'ai.onnx.ml opset',
      model: (more: number) =>
        toTinyModel({ more: [opsetField('ai.onnx.ml', maxOpsets.get('ai.onnx.ml')! + more)] }),
    },
  ])('names the highest $what that onnxruntime loads', async ({ model }) => {
    const session = await InferenceSession.create(model(0));
    await session.release();
    await expect(InferenceSession.create(model(1))).rejects.toThrow(/version|opset/);
  });
});
