import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, echoGraph, type Workbench } from '../scoring/written-model.ts';
import { createV2Client, type V2Client } from './support/v2-client.ts';

let bench: Workbench;
let client: V2Client;

beforeAll(async () => {
  bench = await createWorkbench();
  await bench.write('echo', echoGraph, {
    inputs: ['float', 'double', 'string'].map((input) => ({ input, source: 'column', nan: true })),
    outputs: echoGraph.outputs.map(({ name }) => ({ output: name, column: name })),
  });
  const repository = await bench.load();
  client = createV2Client({ repository, scorer: createScorer({ pool: bench.pool }) });
});
afterAll(() => bench.close());

interface Table {
  readonly float: Float32Array;
  readonly double: Float64Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly bool: Uint8Array;
  readonly string: readonly string[];
}

const tables = fc.integer({ min: 1, max: 20 }).chain((count) => {
  const size = { minLength: count, maxLength: count };
  return fc.record<Table>({
    float: fc.float32Array(size),
    double: fc.float64Array(size),
    int64: fc.bigInt64Array(size),
    int32: fc.int32Array(size),
    bool: fc.uint8Array({ ...size, max: 1 }),
    string: fc.array(fc.string({ unit: 'grapheme' }), size),
  });
});

function toTextBytes(texts: readonly string[]): Buffer {
  const parts = texts.map((text) => {
    const part = Buffer.alloc(4 + Buffer.byteLength(text));
    part.writeUInt32LE(part.length - 4);
    part.write(text, 4);
    return part;
  });
  return Buffer.concat(parts);
}

const toBytes = (values: Exclude<Table[keyof Table], readonly string[]>): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

function toBinary(table: Table) {
  const parts: (readonly [string, string, Buffer])[] = [
    ['float', 'FP32', toBytes(table.float)],
    ['double', 'FP64', toBytes(table.double)],
    ['int64', 'INT64', toBytes(table.int64)],
    ['int32', 'INT32', toBytes(table.int32)],
    ['bool', 'BOOL', toBytes(table.bool)],
    ['string', 'BYTES', toTextBytes(table.string)],
  ];
  const shape = [table.float.length];
  const inputs = parts.map(([name, datatype, { length }]) => ({
    name,
    datatype,
    shape,
    parameters: { binary_data_size: length },
  }));
  return { inputs, parts: parts.map(([, , bytes]) => bytes) };
}

describe('any tensors', () => {
  test('come back from a model that changes nothing, to the bit, in bytes', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { inputs, parts } = toBinary(table);
        const request = { inputs, parameters: { binary_data_output: true } };
        const { bytes } = await client.inferBinary('echo', request, Buffer.concat(parts));
        expect(bytes).toEqual(parts);
      }),
      { numRuns: 100 },
    );
  });

  test('are the same in JSON as in bytes', async () => {
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        const { inputs, parts } = toBinary(table);
        const { outputs } = await client.inferBinary('echo', { inputs }, Buffer.concat(parts));
        const finite = (value: number) => (Number.isFinite(value) ? value : null);
        const [float = [], double, int64 = [], int32, bool, string] = outputs.map(({ data }) => data);
        expect(float.map((value) => (value === null ? null : Math.fround(Number(value))))).toEqual(
          Array.from<number, number | null>(table.float, finite),
        );
        expect(double).toEqual(Array.from<number, number | null>(table.double, finite));
        expect(int64.map(Number)).toEqual(Array.from(table.int64, Number));
        expect(int32).toEqual(Array.from(table.int32));
        expect(bool).toEqual(Array.from(table.bool, Boolean));
        expect(string).toEqual(table.string);
      }),
      { numRuns: 100 },
    );
  });
});
