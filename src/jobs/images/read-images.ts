import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseBlobPath } from '../blob-path.ts';
import type { BlobStore } from '../blob-store.ts';
import type { ListedImage } from './listed-image.ts';
import { mapBounded } from '../map-bounded.ts';
import type { Plan } from '../plan/plan.ts';
import { readZipImages } from './read-zip-images.ts';

/** The bytes of an image, or why there are none. */
export type ImageContent = { readonly bytes: Uint8Array } | { readonly fault: string };

export interface ImagesToRead {
  readonly plan: Pick<Plan, 'images' | 'input'>;
  readonly images: readonly ListedImage[];
  readonly signal: AbortSignal;
}

const readsAtOnce = 16;

/** Reads images, of the very contents that were planned; fails with InvalidInput when one has changed or is gone. */
export function readImages(
  blobs: Pick<BlobStore, 'read'>,
  { plan, images, signal }: ImagesToRead,
): Promise<readonly ImageContent[]> {
  const read = async (path: string, options: { offset?: number; bytes?: number; ifMatch?: string }) => {
    const bytes = await blobs.read(parseBlobPath(path), { ...options, signal });
    if (bytes !== undefined) return bytes;
    throw new ScoringError('InvalidInput', `Cannot read the input "${path}": it is gone`);
  };
  if (plan.images?.kind === 'zip') {
    const { path, etag: ifMatch, bytes: zipBytes } = plan.input;
    return readZipImages(images, {
      zipBytes,
      read: (offset, bytes) => read(path, { offset, bytes, ifMatch }),
    });
  }
  const root = plan.images?.root ?? '';
  return mapBounded(images, readsAtOnce, async ({ name, etag, fault, bytes }): Promise<ImageContent> => {
    if (fault !== undefined) return { fault };
    // Storage refuses ranges of nothing.
    if (bytes === 0) return { fault: 'is an empty file' };
    return { bytes: await read(root + name, etag === undefined ? {} : { ifMatch: etag }) };
  });
}
