import { ScoringError } from '../../scoring/scoring-error.ts';
import { formatBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { findSizeFault, maxImages } from './image-limits.ts';
import { isImageName } from './image-names.ts';
import { hasHiddenPart, isInputPattern, toInputFilter } from '../input/input-files.ts';
import type { ListedImage } from './listed-image.ts';

/** Everything in a folder, or that a pattern names, by name; fails with InvalidInput for too much. What is no image is found out when it is read. */
export async function* listFolderImages(
  blobs: Pick<BlobStore, 'list'>,
  folder: BlobPath,
): AsyncGenerator<ListedImage> {
  const { prefix, root, matches } = toInputFilter(folder.name);
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

/** Whether a folder or pattern names images. */
export async function hasFolderImages(blobs: Pick<BlobStore, 'list'>, folder: BlobPath): Promise<boolean> {
  if (!isInputPattern(folder.name)) return false;
  const { prefix, root, matches } = toInputFilter(folder.name);
  for await (const { name } of blobs.list(folder.container, prefix)) {
    if (matches(name) && isImageName(name) && !hasHiddenPart(name.slice(root.length))) return true;
  }
  return false;
}
