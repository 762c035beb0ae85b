import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from '../support/fast-check.ts';
import { createScorer } from '../../src/scoring/scorer.ts';
import { createWorkbench, echoGraph, sumGraph, type Workbench } from '../scoring/written-model.ts';
import { expectOip } from './support/oip.ts';
import { createV2Client, type V2Client } from './support/v2-client.ts';

let bench: Workbench;
let client: V2Client;

beforeAll(async () => {
  bench = await createWorkbench();
  await bench.write('echo', echoGraph, {
    outputs: echoGraph.outputs.map(({ name }) => ({ output: name, column: name })),
  });
  await bench.write('sum', sumGraph, {
    inputs: [
      { input: 'pair', source: 'columns', columns: ['a', 'b'], default: 5 },
      { input: 'shift', source: 'constant', value: 10 },
    ],
    outputs: [{ output: 'sums', labels: ['first', 'second'] }],
  });
  const repository = await bench.load();
  client = createV2Client({ repository, scorer: createScorer({ pool: bench.pool }) });
});
afterAll(() => bench.close());

const valid = {
  id: '1',
  parameters: { binary_data_output: false, timeout: 20000 },
  inputs: [
    { name: 'a', shape: [2, 1], datatype: 'FP32', parameters: { note: 'x' }, data: [[1], [2]] },
    { name: 'b', shape: [2], datatype: 'INT64', data: [3, 4] },
  ],
  outputs: [{ name: 'sums', parameters: { classification: 1, binary_data: false } }],
};

const names = ['a', 'b', 'pair', 'shift', 'sums', '__proto__', 'constructor', ''];
const datatypes = ['BOOL', 'UINT64', 'INT64', 'FP16', 'FP32', 'FP64', 'BYTES', 'fp32'];
const numbers = fc.oneof(fc.integer(), fc.double(), fc.constantFrom(0, -1, 2 ** 31, 2 ** 53, 1e30));
const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<fc.JsonValue>(...names),
  fc.constantFrom<fc.JsonValue>(...datatypes),
  fc.array(numbers, { maxLength: 9 }),
  numbers,
);

/** The places of a JSON value, each as the keys that lead to it. */
function listPlaces(value: unknown, place: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [place, ...inner.flatMap(([key, each]) => listPlaces(each, [...place, key]))];
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaceAt(copy[key], rest, by);
  return copy;
}

const mutated = fc
  .array(fc.tuple(fc.constantFrom(...listPlaces(valid)), replacement), { minLength: 1, maxLength: 3 })
  .map((changes) =>
    changes.reduce<unknown>((request, [place, by]) => {
      const fits = listPlaces(request).some((known) => known.join() === place.join());
      return fits ? replaceAt(request, place, by) : request;
    }, valid),
  );

const flips = fc.array(fc.tuple(fc.nat(1000), fc.nat(255)), { minLength: 1, maxLength: 4 });

function flip(bytes: Buffer, changes: readonly (readonly [number, number])[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const [at, value] of changes) copy[at % copy.length] = value;
  return copy;
}

/** An answer as the description has it, or an error as it has one; a timeout may be made too short. */
async function expectAnswer(body: string | Buffer, headers: Record<string, string> = {}): Promise<void> {
  const { status, json } = await client.send('sum', body, { headers });
  expect([200, 400, 504]).toContain(status);
  const schema = status === 200 ? 'inference_response' : 'inference_error_response';
  expectOip(schema, json ?? { model_name: '', outputs: [] });
}

describe('requests that are nearly right', () => {
  test('are answered or refused when JSON values are others', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, (request) => expectAnswer(JSON.stringify(request))),
      { numRuns: 400 },
    );
  });

  test('are answered or refused when bytes are others', async () => {
    const head = Buffer.from(
      JSON.stringify({
        inputs: [{ name: 'pair', shape: [2, 2], datatype: 'FP32', parameters: { binary_data_size: 16 } }],
      }),
    );
    const whole = Buffer.concat([head, Buffer.from(Float32Array.of(1, 2, 3, 4).buffer)]);
    const length = fc.oneof(fc.constant(head.length), fc.nat(whole.length + 5));
    await fc.assert(
      fc.asyncProperty(flips, length, (changes, jsonBytes) =>
        expectAnswer(flip(whole, changes), { 'inference-header-content-length': String(jsonBytes) }),
      ),
      { numRuns: 400 },
    );
  });

  test('leave the model answering as before', async () => {
    const { outputs } = await client.infer('sum', { ...valid, outputs: [{ name: 'sums' }] });
    expect(outputs[0]?.data).toEqual([11, 13, 12, 14]);
  });
});
