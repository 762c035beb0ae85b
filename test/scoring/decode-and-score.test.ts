import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type { OnnxGraph } from '../../samples/onnx-writer.ts';
import { createChunkScorer } from '../../src/scoring/chunk-scorer.ts';
import { createWorkbench, type Workbench } from './written-model.ts';

const side = 1200;

/** How bright the brightest pixel is of an image that is made so large before that no more than a few fit into memory at once. */
const brightness: OnnxGraph = {
  name: 'brightness',
  nodes: [
    {
      operator: 'ReduceMax',
      inputs: ['image'],
      outputs: ['brightest'],
      attributes: { axes: { ints: [1, 2, 3] }, keepdims: { int: 0 } },
    },
  ],
  inputs: [{ name: 'image', type: 'float', dims: ['N', 3, side, side] }],
  outputs: [{ name: 'brightest', type: 'float', dims: ['N'] }],
};

let bench: Workbench;
beforeAll(async () => {
  bench = await createWorkbench();
  const input = {
    input: 'image',
    source: 'image',
    width: side,
    height: side,
    channels: 3,
    layout: 'NCHW',
    scale: 1,
  };
  await bench.write('brightness', brightness, {
    key: 'id',
    inputs: [input],
    outputs: [{ output: 'brightest', column: 'brightest' }],
  });
});
afterAll(() => bench.close());

const toGrey = async (level: number) => {
  const raw = { width: 1, height: 1, channels: 3 } as const;
  const png = await sharp(Uint8Array.of(level, level, level), { raw })
    .png()
    .toBuffer();
  return png.toString('base64');
};

describe('decodeAndScore()', () => {
  test('scores more large images than fit into memory at once, each with its key, row and faults', async () => {
    const levels = [10, 20, 30, 40, 50, 60, 70, 80, 90];
    const images = await Promise.all(levels.map(toGrey));
    const lines = images.map((image, k) => `id${k + 1},${k === 4 ? 'aGVsbG8=' : image},note ${k + 1}\n`);
    const { csv, errors, ...counts } = await createChunkScorer({
      repository: await bench.load(),
      pool: bench.pool,
    })({
      model: 'brightness',
      version: '1',
      format: { kind: 'csv', delimiter: ',', header: ['id', 'image', 'note'] },
      include: ['note'],
      bytes: new Uint8Array(Buffer.from(lines.join(''))),
      firstRow: 1,
      firstOffset: 14,
      signal: AbortSignal.timeout(30_000),
    });
    expect(counts).toMatchObject({ records: 9, succeeded: 8, failed: 1 });
    const found = Buffer.from(csv)
      .toString()
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    expect(found.map(([row, id, note]) => [row, id, note])).toEqual(
      [1, 2, 3, 4, 6, 7, 8, 9].map((row) => [String(row), `id${row}`, `note ${row}`]),
    );
    expect(found.map((cells) => Number(cells[3]))).toEqual([10, 20, 30, 40, 60, 70, 80, 90]);
    expect(JSON.parse(Buffer.from(errors).toString())).toMatchObject({ row: 5, key: 'id5' });
  }, 30_000);
});
