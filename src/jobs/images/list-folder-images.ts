import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { findSizeFault, maxImages } from './image-limits.ts';
import { hasHiddenPart, isImageName } from './image-names.ts';
import { isInputPattern, toInputFilter } from '../input/input-files.ts';
import type { ListedImage } from './listed-image.ts';

/** Everything in a folder, or that a pattern names, by name; fails with InvalidInput for too much. What is no image is found out when it is read. */
export async function* listFolderImages(
  blobs: Pick<BlobStore, 'list'>,
  folder: BlobPath,
): AsyncGenerator<ListedImage> {
  const { prefix, matches } = toInputFilter(folder.name);
  const root = toImageRoot(folder.name);
  let count = 0;
  for await (const { name: whole, etag, bytes } of blobs.list(folder.container, prefix)) {
    const name = whole.slice(root.length);
    if (!matches(whole) || name === '' || hasHiddenPart(name)) continue;
    if (++count > maxImages) {
      const reason = `it has more than ${maxImages} images`;
      throw new ScoringError('InvalidInput', `Cannot read the input "${formatBlobPath(folder)}": ${reason}`);
    }
    const fault = findSizeFault(bytes);
    yield { name, bytes, etag, ...(fault !== undefined && { fault }) };
  }
}

/** The folder below which the images of a folder or pattern are. */
export function toImageRoot(name: string): string {
  const star = name.indexOf('*');
  const fixed = star === -1 ? name : name.slice(0, star);
  return fixed.slice(0, fixed.lastIndexOf('/') + 1);
}

/** Whether a folder or pattern names images. */
export async function hasFolderImages(blobs: Pick<BlobStore, 'list'>, folder: BlobPath): Promise<boolean> {
  if (!isInputPattern(folder.name)) return false;
  const { prefix, matches } = toInputFilter(folder.name);
  for await (const { name } of blobs.list(folder.container, prefix)) {
    if (matches(name) && isImageName(name) && !hasHiddenPart(name)) return true;
  }
  return false;
}
