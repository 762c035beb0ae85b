import { createRequire } from 'node:module';
import type * as ExtensionsBase from '@azure/functions-extensions-base';
import { z } from 'zod';
import { parseBlobPath } from '../jobs/blob-path.ts';
import type { BlobPath } from '../jobs/blob-store.ts';

const bindingContent = z.object({ ContainerName: z.string(), BlobName: z.string() });

/** The binding data of a blob: where it is, not what it holds. */
export function parseBlobBinding(content: Uint8Array): BlobPath {
  const { ContainerName: container, BlobName: name } = bindingContent.parse(
    JSON.parse(Buffer.from(content).toString()),
  );
  return { container, name };
}

/** Has the library hand blob references to handlers where a blob binding says `sdkBinding`. */
export function registerBlobReferences(): void {
  // Its ES module exports nothing, and @azure/functions itself loads the CommonJS one: both are to share one resolver.
  const require = createRequire(import.meta.url);
  const { ResourceFactoryResolver } = require('@azure/functions-extensions-base') as typeof ExtensionsBase;
  const resolver = ResourceFactoryResolver.getInstance();
  if (resolver.hasResourceFactory('AzureStorageBlobs')) return;
  resolver.registerResourceFactory('AzureStorageBlobs', (data) => {
    const content = Array.isArray(data) ? data[0]?.content : data.content;
    if (content === undefined || content === null)
      throw new Error('Cannot read the binding data of a blob: it has no content');
    return parseBlobBinding(content);
  });
}

const blobPath = z.object({ container: z.string().min(1), name: z.string().min(1) });

/** Where the blob of a trigger is: by its reference, or where the host gave none, by the trigger's metadata. */
export function toBlobPath(
  triggered: unknown,
  triggerMetadata: Readonly<Record<string, unknown>> = {},
): BlobPath {
  const reference = blobPath.safeParse(triggered);
  if (reference.success) return reference.data;
  const path = z
    .string()
    .regex(/^[^/]+\/.+$/)
    .parse(triggerMetadata.blobTrigger);
  return parseBlobPath(path);
}
