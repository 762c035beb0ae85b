import type { BlobPath, BlobStore, WriteOptions } from '../../../src/jobs/blob-store.ts';
import { ScoringError } from '../../../src/scoring/scoring-error.ts';

interface Blob {
  readonly body: Buffer;
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly metadata: Readonly<Record<string, string>>;
  readonly blocks: ReadonlyMap<string, Buffer>;
}

/** Blobs in memory, with storage's rules for blocks and ETags. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Blob>();
  const staged = new Map<string, Map<string, Buffer>>();
  let writes = 0;
  const toText = ({ container, name }: BlobPath) => `${container}/${name}`;

  const put = (path: BlobPath, blob: Pick<Blob, 'body' | 'blocks'>, { metadata = {} }: WriteOptions = {}) => {
    const etag = `"${++writes}"`;
    blobs.set(toText(path), { ...blob, etag, metadata, modifiedAt: new Date() });
    staged.delete(toText(path));
    return { etag, bytes: blob.body.length };
  };

  const store: BlobStore = {
    accountUrl: 'http://127.0.0.1:10000/devstoreaccount1',
    properties: async (path) => {
      const blob = blobs.get(toText(path));
      return blob && { etag: blob.etag, bytes: blob.body.length };
    },
    open: async (path, options) => {
      const bytes = await store.read(path, options);
      return bytes && pieces(bytes);
    },
    read: async (path, { offset = 0, bytes, ifMatch } = {}) => {
      const blob = blobs.get(toText(path));
      if (blob === undefined) return undefined;
      const fault =
        ifMatch !== undefined && ifMatch !== blob.etag
          ? 'it has changed meanwhile'
          : offset > 0 && offset >= blob.body.length
            ? 'it ends before the range asked for'
            : undefined;
      if (fault !== undefined) {
        throw new ScoringError('InvalidInput', `Cannot read ${JSON.stringify(toText(path))}: ${fault}`);
      }
      return new Uint8Array(blob.body.subarray(offset, bytes === undefined ? undefined : offset + bytes));
    },
    write: async (path, body, options) =>
      void put(path, { body: Buffer.from(body), blocks: new Map() }, options),
    stageBlock: async (path, { id, body }) => {
      const blocks = staged.get(toText(path)) ?? new Map<string, Buffer>();
      staged.set(toText(path), blocks.set(id, Buffer.from(body)));
    },
    listBlocks: async (path) => {
      const blocks = [...(blobs.get(toText(path))?.blocks ?? []), ...(staged.get(toText(path)) ?? [])];
      return new Map(blocks.map(([id, body]) => [id, body.length]));
    },
    commitBlocks: async (path, ids, options) => {
      const all = new Map([...(blobs.get(toText(path))?.blocks ?? []), ...(staged.get(toText(path)) ?? [])]);
      const blocks = new Map(ids.map((id) => [id, all.get(id)!]));
      return put(path, { body: Buffer.concat([...blocks.values()]), blocks }, options);
    },
    async *list(container, prefix) {
      for (const [path, { body, ...properties }] of [...blobs].sort()) {
        if (!path.startsWith(`${container}/${prefix}`)) continue;
        const { etag, modifiedAt, metadata } = properties;
        yield { name: path.slice(container.length + 1), etag, modifiedAt, bytes: body.length, metadata };
      }
    },
    delete: async (path) => {
      blobs.delete(toText(path));
      staged.delete(toText(path));
    },
    deletePrefix: async (container, prefix) => {
      for (const path of [...blobs.keys(), ...staged.keys()]) {
        if (!path.startsWith(`${container}/${prefix}`)) continue;
        blobs.delete(path);
        staged.delete(path);
      }
    },
  };
  return store;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
}
