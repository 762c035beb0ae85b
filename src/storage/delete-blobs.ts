import type { BlockBlobClient, ContainerClient } from '@azure/storage-blob';

const deletesAtOnce = 16;

/** Deletes a blob, if there is one; blocks staged for one that never came to be are dropped with it. */
export async function deleteBlob(client: BlockBlobClient): Promise<void> {
  const { succeeded } = await client.deleteIfExists();
  if (succeeded) return;
  const { uncommittedBlocks } = await client
    .getBlockList('uncommitted')
    .catch(() => ({ uncommittedBlocks: [] }));
  if (uncommittedBlocks === undefined || uncommittedBlocks.length === 0) return;
  // Storage deletes only what was committed.
  await client.commitBlockList([]);
  await client.deleteIfExists();
}

export async function deleteBlobsBelow(container: ContainerClient, prefix: string): Promise<void> {
  const pages = container
    .listBlobsFlat({ prefix, includeUncommitedBlobs: true })
    .byPage({ maxPageSize: 1000 });
  for await (const page of pages) {
    const names = page.segment.blobItems.map((blob) => blob.name);
    for (let start = 0; start < names.length; start += deletesAtOnce) {
      const some = names.slice(start, start + deletesAtOnce);
      await Promise.all(some.map((name) => deleteBlob(container.getBlockBlobClient(name))));
    }
  }
}
