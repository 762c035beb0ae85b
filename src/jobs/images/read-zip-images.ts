import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import type { ListedImage } from './listed-image.ts';
import { mapBounded } from '../map-bounded.ts';
import type { ImageContent } from './read-images.ts';

export interface ZipRanges {
  readonly zipBytes: number;
  readonly read: (offset: number, bytes: number) => Promise<Uint8Array>;
}

/** Entries that lie this near to each other are read at once. */
const maxGapBytes = 64 * 1024;
const maxReadBytes = 8 * 1024 * 1024;
const readsAtOnce = 4;

const inflate = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(inflateRaw);

/** Reads entries of a zip by ranges, near ones together, and inflates them; what is broken is a fault of that entry. */
export async function readZipImages(
  images: readonly ListedImage[],
  { zipBytes, read }: ZipRanges,
): Promise<readonly ImageContent[]> {
  const contents: ImageContent[] = images.map(({ fault = 'is in no zip' }) => ({ fault }));
  const entries = images
    .flatMap(({ entry, fault, bytes }, index) =>
      entry === undefined || fault !== undefined
        ? []
        : [{ ...entry, index, end: Math.min(zipBytes, entry.offset + bytes) }],
    )
    .sort((a, b) => a.offset - b.offset);
  await mapBounded(groupNear(entries), readsAtOnce, async ({ start, end, members }) => {
    const bytes = await read(start, end - start);
    for (const member of members) {
      contents[member.index] = await extract(bytes.subarray(member.offset - start), member, read);
    }
  });
  return contents;
}

type PlacedEntry = NonNullable<ListedImage['entry']> & { readonly index: number; readonly end: number };

interface Group {
  readonly start: number;
  readonly end: number;
  readonly members: readonly PlacedEntry[];
}

function groupNear(entries: readonly PlacedEntry[]): readonly Group[] {
  const groups: Group[] = [];
  let members: PlacedEntry[] = [];
  let [start, end] = [0, 0];
  const close = () => {
    if (members.length > 0) groups.push({ start, end, members });
    members = [];
  };
  for (const entry of entries) {
    if (entry.offset > end + maxGapBytes || entry.end - start > maxReadBytes) close();
    if (members.length === 0) [start, end] = [entry.offset, entry.end];
    members.push(entry);
    end = Math.max(end, entry.end);
  }
  close();
  return groups;
}

const headerBytes = 30;
const signature = 0x04034b50;
const nameLengthAt = 26;
const extraLengthAt = 28;

/** Takes an entry out of the bytes that begin with its header; more of them are read where that is longer than was thought. */
async function extract(
  bytes: Uint8Array,
  entry: PlacedEntry,
  read: ZipRanges['read'],
): Promise<ImageContent> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < headerBytes || view.getUint32(0, true) !== signature) {
    return { fault: 'is not where the directory of the zip says' };
  }
  const start = headerBytes + view.getUint16(nameLengthAt, true) + view.getUint16(extraLengthAt, true);
  const end = start + entry.compressedBytes;
  const isWhole = end <= bytes.length;
  const packed = isWhole
    ? bytes.subarray(start, end)
    : await read(entry.offset + start, entry.compressedBytes);
  return unpack(packed, entry);
}

async function unpack(packed: Uint8Array, entry: PlacedEntry): Promise<ImageContent> {
  const { inflatedBytes, isDeflated } = entry;
  if (inflatedBytes === 0) return { fault: 'is an empty file' };
  try {
    // One more than is said, to see whether there is more.
    const bytes = isDeflated ? await inflate(packed, { maxOutputLength: inflatedBytes + 1 }) : packed;
    if (bytes.length !== inflatedBytes) {
      return { fault: `has ${bytes.length} bytes in the zip, whose directory says ${inflatedBytes}` };
    }
    return crc32(bytes) === entry.crc32
      ? { bytes }
      : { fault: 'is damaged in the zip: its CRC-32 is another' };
  } catch {
    return { fault: `does not inflate to the ${inflatedBytes} bytes that the zip says` };
  }
}
