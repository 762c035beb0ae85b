import type {
  BlobItem,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  ContainerListBlobFlatSegmentResponse,
} from '@azure/storage-blob';
import { formatBlobPath } from '../jobs/blob-path.ts';
import type { BlobPath, BlobStore, ListedBlob, ReadOptions, WriteOptions } from '../jobs/blob-store.ts';
import { ScoringError } from '../scoring/scoring-error.ts';
import { deleteBlob, deleteBlobsBelow } from './delete-blobs.ts';
import { collectBytes } from './collect-bytes.ts';
import { orFail, orUndefined, toStorageError } from './storage-error.ts';

/** Keeps blobs in Azure Blob Storage, or Azurite. */
export function createAzureBlobStore(service: BlobServiceClient): BlobStore {
  const clientOf = ({ container, name }: BlobPath) =>
    service.getContainerClient(container).getBlockBlobClient(name);

  return {
    accountUrl: service.url.replace(/\/$/, ''),
    properties: (path) => orUndefined(`Cannot look up ${quote(path)}`, () => readProperties(clientOf(path))),
    open: (path, options = {}) =>
      orUndefined(`Cannot read ${quote(path)}`, async () => {
        const { body } = await download(clientOf(path), options);
        return readWithErrors(body, `Cannot read ${quote(path)}`);
      }),
    read: (path, options = {}) =>
      orUndefined(`Cannot read ${quote(path)}`, async () => {
        const { body, bytes } = await download(clientOf(path), options);
        return collectBytes(body, bytes);
      }),
    write: (path, body, options) =>
      orFail(`Cannot write ${quote(path)}`, async () => {
        const bytes = typeof body === 'string' ? Buffer.from(body) : body;
        await clientOf(path).upload(bytes, bytes.length, toUploadOptions(options));
      }),
    stageBlock: (path, { id, body, signal }) =>
      orFail(`Cannot stage a block of ${quote(path)}`, async () => {
        await clientOf(path).stageBlock(id, body, body.length, signal && { abortSignal: signal });
      }),
    listBlocks: async (path) =>
      (await orUndefined(`Cannot list the blocks of ${quote(path)}`, () => readBlocks(clientOf(path)))) ??
      new Map(),
    commitBlocks: (path, ids, options) =>
      orFail(`Cannot commit the blocks of ${quote(path)}`, async () => {
        const client = clientOf(path);
        await client.commitBlockList([...ids], toUploadOptions(options));
        return readProperties(client);
      }),
    list: (container, prefix) => listBlobs(service, container, prefix),
    delete: (path) => orFail(`Cannot delete ${quote(path)}`, () => deleteBlob(clientOf(path))),
    deletePrefix: (container, prefix) =>
      orFail(`Cannot delete ${quote({ container, name: prefix })}`, () =>
        deleteBlobsBelow(service.getContainerClient(container), prefix),
      ),
  };
}

function quote(path: BlobPath): string {
  return JSON.stringify(formatBlobPath(path));
}

function toUploadOptions({ contentType, metadata }: WriteOptions = {}) {
  return {
    ...(contentType !== undefined && { blobHTTPHeaders: { blobContentType: contentType } }),
    ...(metadata && { metadata: { ...metadata } }),
  };
}

async function readProperties(client: BlockBlobClient) {
  const { etag, contentLength } = await client.getProperties();
  if (etag === undefined || contentLength === undefined) {
    throw new ScoringError('Unavailable', 'Cannot look up a blob: storage tells no ETag or length');
  }
  return { etag, bytes: contentLength };
}

async function download(client: BlockBlobClient, { offset = 0, bytes, ifMatch, signal }: ReadOptions) {
  const response = await client.download(offset, bytes, {
    maxRetryRequests: 3,
    ...(ifMatch !== undefined && { conditions: { ifMatch } }),
    ...(signal && { abortSignal: signal }),
  });
  const { readableStreamBody: body, contentLength } = response;
  if (body === undefined) throw new ScoringError('Unavailable', 'Cannot read a blob: storage sent no body');
  return { body: body as AsyncIterable<Uint8Array>, bytes: contentLength ?? 0 };
}

/** A stream that breaks later on breaks as a storage error, too. */
async function* readWithErrors(body: AsyncIterable<Uint8Array>, doing: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (thrown) {
    throw toStorageError(thrown, doing);
  }
}

async function readBlocks(client: BlockBlobClient): Promise<Map<string, number>> {
  const { committedBlocks = [], uncommittedBlocks = [] } = await client.getBlockList('all');
  return new Map([...committedBlocks, ...uncommittedBlocks].map(({ name, size }) => [name, size]));
}

async function* listBlobs(
  service: BlobServiceClient,
  container: string,
  prefix: string,
): AsyncGenerator<ListedBlob> {
  const doing = `Cannot list ${quote({ container, name: prefix })}`;
  const blobs = service.getContainerClient(container).listBlobsFlat({ prefix, includeMetadata: true });
  let next: string | undefined;
  do {
    // A page at a time, each asked anew if it must be: a listing that has failed once tells no more.
    const page = await orFail(doing, () => readPage(blobs, next));
    yield* page.segment.blobItems.map(toListedBlob);
    next = page.continuationToken;
  } while (next !== undefined && next !== '');
}

type Listing = ReturnType<ContainerClient['listBlobsFlat']>;

async function readPage(
  blobs: Listing,
  continuationToken: string | undefined,
): Promise<ContainerListBlobFlatSegmentResponse> {
  for await (const page of blobs.byPage(continuationToken === undefined ? {} : { continuationToken }))
    return page;
  throw new ScoringError('Unavailable', 'Cannot list blobs: storage sent no page');
}

function toListedBlob({ name, properties, metadata }: BlobItem): ListedBlob {
  return {
    name,
    // A listing writes it without the quotes that it has everywhere else.
    etag: `"${properties.etag.replaceAll('"', '')}"`,
    modifiedAt: properties.lastModified,
    bytes: properties.contentLength ?? 0,
    metadata: metadata ?? {},
  };
}
