import { readFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ModelSource } from '../../../src/scoring/repository/model-source.ts';
import { type ModelFiles, toAddGraph, toModelFiles } from './model-files.ts';

export interface MadeSource {
  readonly source: ModelSource;
  readonly write: (name: string, files: ModelFiles) => Promise<void>;
}

/** What every source of models promises. */
export function describeModelSource(title: string, create: () => Promise<MadeSource>): void {
  describe(title, () => {
    let made: MadeSource;
    beforeEach(async () => {
      made = await create();
    });

    const files = toModelFiles('add', { '1': { graph: toAddGraph(1) } });
    const list = async () => [...(await made.source.list(AbortSignal.timeout(10_000))).keys()];

    test('list() gives a revision for each model.json, and another one when it changes', async () => {
      expect(await list()).toEqual([]);
      await made.write('add', files);
      await made.write('other', files);
      await made.write('no-manifest', { '1/model.onnx': 'bytes' });
      await made.write('NoModelName', files);
      expect(await list()).toEqual(['add', 'other']);
      const before = await made.source.list(AbortSignal.timeout(10_000));
      expect(await made.source.list(AbortSignal.timeout(10_000))).toEqual(before);
      await made.write('add', { 'model.json': `${String(files['model.json'])} ` });
      const after = await made.source.list(AbortSignal.timeout(10_000));
      expect(after.get('add')).not.toBe(before.get('add'));
      expect(after.get('other')).toBe(before.get('other'));
    });

    test('readManifest() gives text and revision as list() does', async () => {
      await made.write('add', files);
      const revisions = await made.source.list(AbortSignal.timeout(10_000));
      expect(await made.source.readManifest('add')).toEqual({
        text: files['model.json'],
        revision: revisions.get('add'),
      });
      expect(await made.source.readManifest('nope')).toBeUndefined();
    });

    test('fetch() gives the bytes of a file, also when it has changed since', async () => {
      await made.write('add', { ...files, '1/model.onnx': 'first' });
      expect(await readFile(await made.source.fetch('add', '1/model.onnx'), 'utf8')).toBe('first');
      await made.write('add', { '1/model.onnx': 'second' });
      expect(await readFile(await made.source.fetch('add', '1/model.onnx'), 'utf8')).toBe('second');
    });

    test('writeManifest() replaces a model.json that is of the revision, and no other', async () => {
      await made.write('add', files);
      const revision = (await made.source.list(AbortSignal.timeout(10_000))).get('add') ?? '';
      const written = await made.source.writeManifest('add', { text: '{"a":1}', revision });
      expect(await made.source.readManifest('add')).toEqual({ text: '{"a":1}', revision: written });
      await expect(made.source.writeManifest('add', { text: '{}', revision })).rejects.toMatchObject({
        code: 'Conflict',
        message: 'Cannot write model.json of "add": it has changed meanwhile',
      });
    });
  });
}
