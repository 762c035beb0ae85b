import { describe, expect, test } from '@jest/globals';
import { parseInferRequest } from '../../src/functions/v2/v2-request.ts';

const parse = (json: unknown, tail?: Uint8Array) => parseInferRequest(json, tail, 1000);
const x = { name: 'x', shape: [2], datatype: 'FP32', data: [1, 2] };
const binary = (binary_data_size: unknown, more: object = {}) => ({
  name: 'x',
  shape: [2],
  datatype: 'UINT8',
  parameters: { binary_data_size },
  ...more,
});
const missingHeader = 'it has binary data, but the request has no Inference-Header-Content-Length';

describe('parseInferRequest()', () => {
  test('reads a request of the least', () => {
    expect(parse({ inputs: [x] })).toEqual({
      id: undefined,
      timeoutMs: undefined,
      inputs: [{ name: 'x', datatype: 'FP32', shape: [2], content: { json: [1, 2] } }],
      outputs: undefined,
      binary: false,
    });
  });

  test('reads id, timeout, and the outputs with their forms', () => {
    const request = parse({
      id: '42',
      parameters: { binary_data_output: true, timeout: 250, sequence_id: 0, note: 'any' },
      inputs: [x],
      outputs: [
        { name: 'a' },
        { name: 'b', parameters: { binary_data: false } },
        { name: 'c', parameters: { classification: 3 } },
      ],
    });
    expect(request).toMatchObject({ id: '42', timeoutMs: 250, binary: true });
    expect(request.outputs).toEqual([
      { name: 'a', binary: true, classes: undefined },
      { name: 'b', binary: false, classes: undefined },
      { name: 'c', binary: true, classes: 3 },
    ]);
  });

  test('takes null for what is not there, as some clients write it', () => {
    const tail = Uint8Array.of(1, 2);
    const inputs = [
      { ...x, parameters: null },
      { ...binary(2), name: 'z', data: null },
    ];
    expect(parse({ id: null, parameters: null, inputs, outputs: null }, tail)).toMatchObject({
      id: undefined,
      inputs: [{ name: 'x' }, { name: 'z', content: { bytes: tail } }],
      outputs: undefined,
    });
  });

  test('takes no outputs for all outputs', () => {
    expect(parse({ inputs: [x], outputs: [] }).outputs).toBeUndefined();
  });

  test('gives each binary input its bytes, in order, beside those in JSON', () => {
    const inputs = [binary(2), x, binary(1, { name: 'z', shape: [1] })].map((input, k) => ({
      ...input,
      name: `x${k}`,
    }));
    const contents = parse({ inputs }, Uint8Array.of(1, 2, 3)).inputs.map(({ content }) => content);
    expect(contents).toEqual([{ bytes: Uint8Array.of(1, 2) }, { json: [1, 2] }, { bytes: Uint8Array.of(3) }]);
  });

  test.each([
    [[], 'its JSON is not an object'],
    ['text', 'its JSON is not an object'],
    [{}, 'it has no "inputs"'],
    [{ inputs: {} }, 'its "inputs" are not an array'],
    [{ inputs: [5] }, 'an input has no name'],
    [{ inputs: [{ ...x, name: 5 }] }, 'an input has no name'],
    [{ inputs: [x, x] }, 'input "x" is there twice'],
    [{ id: 5, inputs: [x] }, 'its "id" is not a text'],
    [{ inputs: [x], parameters: [] }, 'its "parameters" are not an object'],
    [
      { inputs: [x], parameters: { a: null } },
      'its "parameters" hold "a", which is no text, number or boolean',
    ],
    [{ inputs: [x], parameters: { timeout: 'soon' } }, '"timeout" in its "parameters" is not a number'],
    [
      { inputs: [x], parameters: { timeout: 0 } },
      'its parameter "timeout" is 0, expected whole milliseconds above 0',
    ],
    [
      { inputs: [x], parameters: { binary_data_output: 1 } },
      '"binary_data_output" in its "parameters" is not true or false',
    ],
    [{ inputs: [x], outputs: {} }, 'its "outputs" are not an array'],
    [{ inputs: [x], outputs: [{}] }, 'an output has no name'],
    [{ inputs: [x], outputs: [{ name: 'y' }, { name: 'y' }] }, 'output "y" is there twice'],
    [
      { inputs: [x], outputs: [{ name: 'y', parameters: { classification: 0 } }] },
      '"classification" of output "y" is 0, expected a whole number above 0',
    ],
    [
      { inputs: [x], outputs: [{ name: 'y', parameters: 5 }] },
      'the "parameters" of output "y" are not an object',
    ],
  ])('refuses %j', (json, what) => {
    expect(() => parse(json)).toThrow(new Error(`Cannot read the request: ${what}`));
  });

  test.each([
    [{ ...x, datatype: undefined }, 'it has no datatype'],
    [
      { ...x, datatype: 'float' },
      'its datatype is "float", expected one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES',
    ],
    [{ ...x, shape: undefined }, 'its shape is not an array of whole numbers'],
    [{ ...x, shape: [] }, 'its shape has 0 dimensions, expected 1 to 8'],
    [{ ...x, shape: [1, 1, 1, 1, 1, 1, 1, 1, 1] }, 'its shape has 9 dimensions, expected 1 to 8'],
    [{ ...x, shape: [2, -1] }, 'dimension 1 of its shape is not a whole number above 0'],
    [{ ...x, shape: [1e30] }, 'dimension 0 of its shape is not a whole number above 0'],
    [{ ...x, shape: [0] }, 'dimension 0 of its shape is not a whole number above 0'],
    [{ ...x, shape: ['2'] }, 'dimension 0 of its shape is not a whole number above 0'],
    [{ ...x, shape: [40, 40] }, 'its shape [40, 40] has 1600 values, more than 1000'],
    [{ ...x, data: undefined }, 'it has no data'],
    [{ ...x, data: 5 }, 'its data is not an array'],
    [binary(2), missingHeader],
    [binary(2, { data: [1, 2] }), 'it has both data and a binary_data_size'],
    [binary(-1), 'its binary_data_size is -1, expected a number of bytes'],
    [binary(1.5), 'its binary_data_size is 1.5, expected a number of bytes'],
  ])('refuses input %j', (input, what) => {
    expect(() => parse({ inputs: [input] })).toThrow(new Error(`Cannot read input "x": ${what}`));
  });

  test('refuses a shape that is small to write and huge to hold, before it makes room', () => {
    const shape = [2 ** 30, 2 ** 30, 2 ** 30];
    expect(() => parse({ inputs: [{ ...x, shape }] })).toThrow(
      new Error(
        'Cannot read input "x": its shape [1073741824, 1073741824, 1073741824] has 1.2379400392853803e+27 values, more than 1000',
      ),
    );
  });

  test('refuses bytes that are too few or too many', () => {
    expect(() => parse({ inputs: [binary(3)] }, Uint8Array.of(1, 2))).toThrow(
      new Error('Cannot read input "x": its binary_data_size is 3, but 2 bytes of the body are left'),
    );
    expect(() => parse({ inputs: [binary(2)] }, Uint8Array.of(1, 2, 3))).toThrow(
      new Error('Cannot read the request: its body goes on for 1 byte after its last tensor'),
    );
    expect(() => parse({ inputs: [x] }, Uint8Array.of(1))).toThrow(
      new Error('Cannot read the request: its body goes on for 1 byte after its last tensor'),
    );
  });
});
