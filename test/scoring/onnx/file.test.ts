import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { intField, messageField, textField } from '../../../samples/protobuf-writer.ts';
import { type LoadedOnnxFile, loadOnnxFile } from '../../../src/scoring/onnx/onnx-file.ts';
import { rewriteZipMap } from '../../../src/scoring/onnx/onnx-zip-map.ts';
import { toTinyModel } from './support/protobuf.ts';
import { toZipMapModel } from './support/zip-map-model.ts';

const toHash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'onscore-onnx-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(bytes: Uint8Array, sha256 = toHash(bytes)): Promise<LoadedOnnxFile> {
  const file = path.join(folder, `${toHash(bytes)}.onnx`);
  await writeFile(file, bytes);
  return loadOnnxFile({ model: 'plans', file, sha256 }, { bulk: false });
}

describe('loadOnnxFile()', () => {
  test('gives the bytes of a file as they are when nothing is to be rewritten', async () => {
    const bytes = toTinyModel();
    const loaded = await load(bytes);
    expect(Buffer.from(loaded.bytes)).toEqual(bytes);
    expect(loaded.labels).toEqual({});
  });

  test('gives a tensor in place of a ZipMap, and keeps its labels', async () => {
    const bytes = toZipMapModel({ labels: ['a', 'b', 'c'] });
    const loaded = await load(bytes);
    expect(Buffer.from(loaded.bytes)).toEqual(rewriteZipMap(bytes).bytes);
    expect(Object.values(loaded.labels)).toEqual([['a', 'b', 'c']]);
  });

  test('throws when the hash is another', async () => {
    const bytes = toTinyModel();
    await expect(load(bytes, '0'.repeat(64))).rejects.toMatchObject({
      code: 'InvalidModel',
      message: `Cannot load model "plans": the SHA-256 of its ONNX file is ${toHash(bytes)}, expected ${'0'.repeat(64)}`,
    });
  });

  test('throws when there is no file', async () => {
    const file = path.join(folder, 'none.onnx');
    await expect(loadOnnxFile({ model: 'plans', file, sha256: '' }, { bulk: false })).rejects.toThrow(
      'Cannot load model "plans": its ONNX file cannot be read',
    );
  });

  test('throws when the file is broken', async () => {
    await expect(load(toTinyModel().subarray(0, 40))).rejects.toThrow(
      'Cannot load model "plans": cannot read the ONNX file: it is cut off: field 7 at byte 2 is 64 bytes long, but 36 are left',
    );
  });

  test('throws when it would read another file', async () => {
    const location = messageField(13, [textField(1, 'location'), textField(2, '../secrets.bin')]);
    const graph = [messageField(5, [textField(8, 'w'), location, intField(14, 1)])];
    await expect(load(toTinyModel({ graph }))).rejects.toThrow(
      'Cannot load model "plans": its weights are in another file, "../secrets.bin"',
    );
  });
});
