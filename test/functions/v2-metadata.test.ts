import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { toModelMetadata, v2Extensions } from '../../src/functions/v2/v2-metadata.ts';
import { createWorkbench, echoGraph, sumGraph, type Workbench } from '../scoring/written-model.ts';
import { expectOip } from './support/oip.ts';
import { openRealTime, type RealTime } from './support/real-time.ts';

let realTime: RealTime;
let bench: Workbench;

beforeAll(async () => {
  realTime = await openRealTime();
  bench = await createWorkbench();
  const outputs = echoGraph.outputs.map(({ name }) => ({ output: name, column: name }));
  await bench.write('echo', echoGraph, { outputs });
  await bench.write('sum', sumGraph, {
    inputs: [
      { input: 'pair', source: 'columns', columns: ['a', 'b'] },
      { input: 'shift', source: 'constant', value: 10 },
    ],
    outputs: [{ output: 'sums', labels: ['first', 'second'] }],
  });
});
afterAll(() => Promise.all([realTime.close(), bench.close()]));

const describeWritten = async (name: string) => toModelMetadata(await (await bench.load()).resolve(name));
const describeShipped = async (name: string) => toModelMetadata(await realTime.repository.resolve(name));

describe('toModelMetadata()', () => {
  test('tells the tensors of the ONNX file with their datatypes, and -1 for a free dimension', async () => {
    const metadata = await describeWritten('echo');
    expectOip('metadata_model_response', metadata);
    expect(metadata).toMatchObject({ name: 'echo', versions: ['1'], platform: 'onnx_onnxv1' });
    expect(metadata.inputs.map(({ name, datatype, shape }) => [name, datatype, shape])).toEqual([
      ['float', 'FP32', [-1]],
      ['double', 'FP64', [-1]],
      ['int64', 'INT64', [-1]],
      ['int32', 'INT32', [-1]],
      ['bool', 'BOOL', [-1]],
      ['string', 'BYTES', [-1]],
    ]);
    expect(metadata.outputs[0]).toEqual({ name: 'float_out', datatype: 'FP32', shape: [-1] });
  });

  test('leaves out constants, and names the columns of an input and the labels of an output', async () => {
    const metadata = await describeWritten('sum');
    expectOip('metadata_model_response', metadata);
    expect(metadata.inputs).toEqual([{ name: 'pair', datatype: 'FP32', shape: [-1, 2] }]);
    expect(metadata.properties).toMatchObject({
      version: '1',
      'columns.pair': '["a","b"]',
      'labels.sums': '["first","second"]',
    });
  });

  test('tells the hash of churn, and the classes that only its ONNX file names', async () => {
    const { manifest } = await realTime.repository.resolve('churn');
    const metadata = await describeShipped('churn');
    expectOip('metadata_model_response', metadata);
    expect(metadata.inputs).toHaveLength(19);
    expect(metadata.properties).toEqual({
      version: '1',
      sha256: manifest.versions['1']?.sha256,
      'labels.probabilities': '["No","Yes"]',
    });
  });

  test('asks for an image encoded, and says so', async () => {
    const metadata = await describeShipped('clothing');
    expectOip('metadata_model_response', metadata);
    expect(metadata.inputs.map(({ datatype, shape }) => [datatype, shape])).toEqual([['BYTES', [-1]]]);
    expect(Object.values(metadata.properties)).toContainEqual(
      'encoded image, PNG or JPEG: its bytes in the binary form, base64 in JSON; or FP32 of shape [-1, 1, 28, 28]',
    );
  });
});

describe('v2Extensions', () => {
  test('makes server metadata as the protocol has it', () => {
    expectOip('metadata_server_response', { name: 'onscore', version: '0.1.0', extensions: v2Extensions });
  });
});
