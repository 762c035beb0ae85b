import { beforeAll, describe, expect, test } from '@jest/globals';
import type { BlobStore } from '../../../src/jobs/blob-store.ts';

const container = 'job-state';

const at = (name: string) => ({ container, name });

async function collect(stream: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of stream ?? []) parts.push(part);
  return Buffer.concat(parts).toString();
}

async function names(blobs: BlobStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const blob of blobs.list(container, prefix)) found.push(blob.name);
  return found;
}

const blockId = (n: number) => Buffer.from(String(n).padStart(10, '0')).toString('base64');

/** What every blob store has to do; the container `job-state` is there. */
export function describeBlobStore(name: string, open: () => Promise<BlobStore> | BlobStore): void {
  describe(`${name} as a blob store`, () => {
    let blobs: BlobStore;
    beforeAll(async () => {
      blobs = await open();
    });

    test('reads back what was written, whole, in ranges and as a stream', async () => {
      await blobs.write(at('read/a'), 'hello world', { contentType: 'text/plain', metadata: { who: 'me' } });
      const whole = await blobs.read(at('read/a'));
      expect(Buffer.from(whole!).toString()).toBe('hello world');
      expect(whole!.buffer.byteLength).toBe(11);
      const range = await blobs.read(at('read/a'), { offset: 6, bytes: 3 });
      expect(Buffer.from(range!).toString()).toBe('wor');
      expect(await collect(await blobs.open(at('read/a'), { offset: 6 }))).toBe('world');
    });

    test('gives undefined for what is not there', async () => {
      expect(await blobs.properties(at('none'))).toBeUndefined();
      expect(await blobs.read(at('none'))).toBeUndefined();
      expect(await blobs.open(at('none'))).toBeUndefined();
      expect(await blobs.listBlocks(at('none'))).toEqual(new Map());
      await blobs.delete(at('none'));
    });

    test('reads an empty blob', async () => {
      await blobs.write(at('read/empty'), '');
      expect(await blobs.read(at('read/empty'))).toEqual(new Uint8Array());
      expect(await blobs.properties(at('read/empty'))).toMatchObject({ bytes: 0 });
    });

    test('reads only the content that was asked for', async () => {
      await blobs.write(at('read/pinned'), 'one');
      const { etag } = (await blobs.properties(at('read/pinned')))!;
      expect(await collect(await blobs.open(at('read/pinned'), { ifMatch: etag }))).toBe('one');
      await blobs.write(at('read/pinned'), 'two');
      await expect(blobs.read(at('read/pinned'), { ifMatch: etag })).rejects.toMatchObject({
        code: 'InvalidInput',
        message: 'Cannot read "job-state/read/pinned": it has changed meanwhile',
      });
    });

    test('says so when a range begins after the end', async () => {
      await blobs.write(at('read/short'), 'abc');
      await expect(blobs.read(at('read/short'), { offset: 10, bytes: 5 })).rejects.toMatchObject({
        code: 'InvalidInput',
        message: 'Cannot read "job-state/read/short": it ends before the range asked for',
      });
    });

    test('makes a blob of blocks in the order given, not that of staging', async () => {
      const path = at('blocks/a.csv');
      await blobs.stageBlock(path, { id: blockId(2), body: Buffer.from('two') });
      await blobs.stageBlock(path, { id: blockId(1), body: Buffer.from('one,') });
      await blobs.stageBlock(path, { id: blockId(3), body: Buffer.from('never') });
      await blobs.stageBlock(path, { id: blockId(2), body: Buffer.from('TWO') });
      expect(await blobs.properties(path)).toBeUndefined();
      expect(await blobs.listBlocks(path)).toEqual(
        new Map([
          [blockId(1), 4],
          [blockId(2), 3],
          [blockId(3), 5],
        ]),
      );
      const made = await blobs.commitBlocks(path, [blockId(1), blockId(2)], { contentType: 'text/csv' });
      expect(made).toEqual(await blobs.properties(path));
      expect(made.bytes).toBe(7);
      expect(Buffer.from((await blobs.read(path))!).toString()).toBe('one,TWO');
      const again = await blobs.commitBlocks(path, [blockId(1), blockId(2)]);
      expect(again.bytes).toBe(7);
    });

    test('lists by prefix with metadata', async () => {
      await blobs.write(at('list/b'), 'bb', { metadata: { n: '2' } });
      await blobs.write(at('list/a'), 'a', { metadata: { n: '1' } });
      await blobs.write(at('listed-not'), 'x');
      const found = [];
      for await (const blob of blobs.list(container, 'list/')) found.push(blob);
      const etags = await Promise.all(['list/a', 'list/b'].map((name) => blobs.properties(at(name))));
      const modifiedAt: unknown = expect.any(Date);
      expect(found).toEqual([
        { name: 'list/a', bytes: 1, metadata: { n: '1' }, modifiedAt, etag: etags[0]?.etag },
        { name: 'list/b', bytes: 2, metadata: { n: '2' }, modifiedAt, etag: etags[1]?.etag },
      ]);
    });

    test('deletes below a prefix, staged blobs too', async () => {
      await blobs.write(at('gone/a'), 'a');
      await blobs.write(at('gone-not'), 'a');
      await blobs.stageBlock(at('gone/staged'), { id: blockId(1), body: Buffer.from('one') });
      await blobs.deletePrefix(container, 'gone/');
      expect(await names(blobs, 'gone')).toEqual(['gone-not']);
      expect(await blobs.listBlocks(at('gone/staged'))).toEqual(new Map());
    });
  });
}
