import yauzl, { type Entry } from 'yauzl';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { hasHiddenPart } from '../input/input-files.ts';
import { findSizeFault, maxImages } from './image-limits.ts';
import type { ListedImage } from './listed-image.ts';
import { type ZipBlob, ZipBlobReader } from './zip-blob-reader.ts';

/** Images are compressed already: what shrinks more was made to. */
const maxRatio = 250;
const ratioFromBytes = 1024 * 1024;
const localHeaderBytes = 30;
/** The extra fields before the bytes of an entry may be longer than those in the directory. */
const spareBytes = 64;
const stored = 0;
const deflated = 8;

/**
 * The files of a zip in the order of its directory, of which no more than a page is in memory. What cannot be read of a file
 * is a fault of it; fails with InvalidInput for what is no zip, has too many files or files that share bytes.
 */
export async function* listZipImages(input: string, blob: ZipBlob): AsyncGenerator<ListedImage> {
  let used = 0;
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new ZipBlobReader(blob), blob.bytes, {
      lazyEntries: true,
      autoClose: false,
    });
    if (zip.entryCount > maxImages) {
      throw refuse(input, `it has ${zip.entryCount} entries, at most ${maxImages} are read`);
    }
    for await (const entry of zip.eachEntry()) {
      used += entry.compressedSize;
      if (used > blob.bytes) {
        throw refuse(
          input,
          `its entries have more bytes, ${used}, than the zip itself, ${blob.bytes}: they share them`,
        );
      }
      if (!entry.fileName.endsWith('/') && !hasHiddenPart(entry.fileName)) yield toListed(entry);
    }
  } catch (thrown) {
    if (thrown instanceof ScoringError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw refuse(input, `it is not a zip that can be read (${reason})`, thrown);
  }
}

function toListed(entry: Entry): ListedImage {
  const fault = findFault(entry);
  const { compressedSize: compressedBytes, uncompressedSize: inflatedBytes, crc32 } = entry;
  const { relativeOffsetOfLocalHeader: offset, compressionMethod } = entry;
  return {
    name: entry.fileName,
    bytes: localHeaderBytes + entry.fileNameLength + entry.extraFieldLength + spareBytes + compressedBytes,
    ...(fault !== undefined && { fault }),
    entry: {
      ...{ offset, compressedBytes, inflatedBytes, crc32 },
      isDeflated: compressionMethod === deflated,
    },
  };
}

function findFault(entry: Entry): string | undefined {
  const { compressedSize, uncompressedSize, compressionMethod: method } = entry;
  if (entry.isEncrypted()) return 'is encrypted in the zip';
  if (method !== stored && method !== deflated) {
    return `is compressed by method ${method}, expected ${stored} (stored) or ${deflated} (deflate)`;
  }
  if (uncompressedSize > ratioFromBytes && uncompressedSize > compressedSize * maxRatio) {
    return `inflates from ${compressedSize} to ${uncompressedSize} bytes, at most ${maxRatio} times its size is read`;
  }
  return findSizeFault(Math.max(compressedSize, uncompressedSize));
}

function refuse(input: string, reason: string, cause?: unknown): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${input}": ${reason}`, { cause });
}
