import { createHash } from 'node:crypto';
import type { ColumnSpec } from '../../scoring/records.ts';
import { ScoringError } from '../../scoring/scoring-error.ts';
import { parseBlobPath } from '../blob-path.ts';
import type { BlobPath, BlobStore } from '../blob-store.ts';
import { createImageChunks } from './image-chunks.ts';
import { findReadyFolder, isZipName } from './image-names.ts';
import { maxImagesOfChunk } from './image-limits.ts';
import { isInputPattern, toInputFilter } from '../input/input-files.ts';
import type { Job } from '../job.ts';
import { inputCopyPath } from '../job-paths.ts';
import { keepCopy } from '../input/keep-copy.ts';
import { hasFolderImages, listFolderImages } from './list-folder-images.ts';
import { listZipImages } from './list-zip-images.ts';
import { formatListedImage, type ListedImage } from './listed-image.ts';
import type { ChunkLimits } from '../plan/plan-chunks.ts';
import type { InputPlan } from '../plan/plan-input.ts';

export interface PlanImagesOptions {
  readonly model: string;
  readonly columns: readonly ColumnSpec[];
  /** What the name of an image is called in the output, where the model has no key. */
  readonly key: string | undefined;
  readonly limits: ChunkLimits;
}

const defaultKey = 'file';
const chunksPerDoubling = 5_000;

/** Whether the input of a job is a collection of images: a zip, a folder that was said to be ready, or one with images in it for a model that reads them. */
export async function isImageCollection(
  blobs: Pick<BlobStore, 'list'>,
  { input, trigger, settings }: Job,
  columns: readonly ColumnSpec[],
): Promise<boolean> {
  const path = parseBlobPath(input.path);
  if (!isInputPattern(path.name)) return settings.format?.kind === undefined && isZipName(path.name);
  if (trigger.kind === 'blob' && findReadyFolder(trigger.path) !== undefined) return true;
  return columns.some(({ type }) => type === 'image') && hasFolderImages(blobs, path);
}

/** Lists the images of a folder or zip as they now are, and packs them into chunks of that list; fails with InvalidInput where there are none. */
export async function planImages(
  blobs: BlobStore,
  job: Job,
  { model, columns, key = defaultKey, limits }: PlanImagesOptions,
): Promise<InputPlan> {
  const column = findImageColumn(job, model, columns);
  const path = parseBlobPath(job.input.path);
  const source = isInputPattern(path.name) ? openFolder(blobs, path) : await openZip(blobs, job, path);
  const { maxBytes } = limits;
  const maxRecords = Math.min(limits.maxRecords, maxImagesOfChunk);
  const planner = createImageChunks({ maxRecords, maxBytes, chunksPerDoubling });
  const copy = inputCopyPath(job, 1);
  const hash = createHash('sha256');
  const total = { records: 0, bytes: 0, listBytes: 0 };
  const toLine = ({ bytes, etag, ...image }: ListedImage): Uint8Array => {
    const line = Buffer.from(formatListedImage({ bytes, ...(etag !== undefined && { etag }), ...image }));
    // What is not read takes no memory.
    planner.add({ lineBytes: line.length, bytes: image.fault === undefined ? bytes : 0 });
    hash.update(`${image.name}\n${etag ?? ''}\n`);
    total.records++;
    total.bytes += bytes;
    total.listBytes += line.length;
    return line;
  };
  await drain(keepCopy(blobs, copy, mapEach(source.images, toLine)));
  if (total.records === 0) throw refuse(job, 'there is no image in it');
  const list = await blobs.properties(copy);
  if (list === undefined)
    throw new ScoringError('Unavailable', 'Cannot plan the job: its list of images is gone');
  const input = {
    path: job.input.path,
    etag: source.blob?.etag ?? `"sha256-${hash.digest('hex')}"`,
    bytes: source.blob?.bytes ?? total.bytes,
  };
  const { chunks, chunkBytes } = planner.finish();
  const table = {
    ...{ ...input, headerBytes: 0, endBytes: total.listBytes, start: 0, needsNewline: false },
    ...{ firstRow: 1, records: total.records },
    copy: { path: `${copy.container}/${copy.name}`, ...list },
  };
  return {
    ...{ input, tables: [table], records: total.records, chunks, warnings: [] },
    format: { kind: 'csv', delimiter: ',', header: [key, column] },
    images: { kind: source.kind, root: source.root, key, chunkBytes },
  };
}

async function drain(pieces: AsyncGenerator): Promise<void> {
  while ((await pieces.next()).done !== true);
}

async function* mapEach<T, R>(items: AsyncIterable<T>, map: (item: T) => R): AsyncGenerator<R> {
  for await (const item of items) yield map(item);
}

interface ImageSource {
  readonly kind: 'folder' | 'zip';
  /** Before the name of an image, where it is named in errors. */
  readonly root: string;
  readonly images: AsyncIterable<ListedImage>;
  /** The zip. */
  readonly blob?: { readonly etag: string; readonly bytes: number };
}

function openFolder(blobs: BlobStore, path: BlobPath): ImageSource {
  const root = `${path.container}/${toInputFilter(path.name).root}`;
  return { kind: 'folder', root, images: listFolderImages(blobs, path) };
}

async function openZip(blobs: BlobStore, job: Job, path: BlobPath): Promise<ImageSource> {
  const found = await blobs.properties(path);
  if (found === undefined) throw refuse(job, 'it is not there');
  const blob = { ...found, etag: job.input.etag ?? found.etag };
  const read = async (offset: number, bytes: number) => {
    const part = await blobs.read(path, { offset, bytes, ifMatch: blob.etag });
    if (part === undefined) throw refuse(job, 'it is gone');
    return part;
  };
  const images = listZipImages(job.input.path, { bytes: blob.bytes, read });
  return { kind: 'zip', root: `${job.input.path}/`, images, blob };
}

function findImageColumn({ input }: Job, model: string, columns: readonly ColumnSpec[]): string {
  const column = columns.find(({ type }) => type === 'image');
  const other = columns.find((each) => each !== column);
  if (column !== undefined && other === undefined) return column.name;
  const reason =
    column === undefined ? 'the model reads no image' : `the model reads "${other?.name ?? ''}", too`;
  throw new ScoringError(
    'InvalidInput',
    `Cannot score the images of "${input.path}" with "${model}": ${reason}`,
  );
}

function refuse({ input }: Job, reason: string): ScoringError {
  return new ScoringError('InvalidInput', `Cannot read the input "${input.path}": ${reason}`);
}
