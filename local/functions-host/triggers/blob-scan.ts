import type { ContainerClient } from '@azure/storage-blob';
import type { BlobPattern } from './blob-pattern.ts';
import { isMissing } from './storage-error.ts';

/** A blob that a trigger's path fits. */
export interface FoundBlob {
  readonly name: string;
  /** With its quotes, as the host writes it. */
  readonly etag: string;
  /** From the listing, which keeps the names as they were given. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Lists the blobs that the pattern fits; a container that does not exist holds none. */
export async function* scanBlobs(
  container: ContainerClient,
  pattern: BlobPattern,
  abortSignal: AbortSignal,
): AsyncGenerator<FoundBlob> {
  const listing = container.listBlobsFlat({ prefix: pattern.prefix, includeMetadata: true, abortSignal });
  try {
    for await (const { name, properties, metadata = {} } of listing) {
      if (pattern.match(name) === undefined) continue;
      yield { name, etag: `"${properties.etag.replaceAll('"', '')}"`, metadata };
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
