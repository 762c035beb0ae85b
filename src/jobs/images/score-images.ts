import { z } from 'zod';
import type { ChunkRequest, ChunkResult } from '../../scoring/chunk-scorer.ts';
import { formatCsvLine } from '../../scoring/csv/format-csv.ts';
import { type ListedImage, parseListedImages } from './listed-image.ts';
import { type ImageContent, readImages } from './read-images.ts';
import type { Range, RangeDependencies } from '../chunks/score-range.ts';

/** Lines of the list of a collection become a table of names and images, which is scored as any other. */
export async function scoreImages(
  { blobs, scoreChunk }: RangeDependencies,
  { plan, bounds, signal }: Range,
  { list, request }: { readonly list: Uint8Array; readonly request: ChunkRequest },
): Promise<ChunkResult> {
  const images = parseListedImages(list);
  const contents = await readImages(blobs, { plan, images, signal });
  const bytes = toTable(images, contents);
  const result = await scoreChunk({ ...request, bytes, firstOffset: 0, key: plan.images?.key });
  const places = images.map(({ name }, k) => {
    const content = contents[k];
    const fault = content !== undefined && 'fault' in content ? content.fault : undefined;
    return {
      file: `${plan.images?.root ?? ''}${name}`,
      fault: fault && `${JSON.stringify(name)} ${fault}`,
    };
  });
  return placeErrors(result, plan.model, (row) => places[row - bounds.firstRow]);
}

/** What there are no bytes of has an empty field. */
function toTable(images: readonly ListedImage[], contents: readonly ImageContent[]): Uint8Array<ArrayBuffer> {
  const lines = images.map(({ name }, k) => {
    const content = contents[k];
    const image = content !== undefined && 'bytes' in content ? toBase64(content.bytes) : '';
    return Buffer.from(formatCsvLine([name, image]));
  });
  const bytes = new Uint8Array(lines.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const line of lines) {
    bytes.set(line, end);
    end += line.length;
  }
  return bytes;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

const text = z.string().exactOptional();

/** An offset in the table made of images would tell nobody anything. */
const errorSchema = z.object({
  row: z.number(),
  key: text,
  column: text,
  code: z.string(),
  message: z.string(),
});

interface ImageError {
  readonly file: string;
  readonly fault: string | undefined;
}

/** Names the image that an error is of, and says why, where it could not be read: to the scorer it was missing. */
function placeErrors(
  result: ChunkResult,
  model: string,
  findImage: (row: number) => ImageError | undefined,
): ChunkResult {
  if (result.failed === 0) return result;
  const lines = Buffer.from(result.errors)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { row, ...error } = errorSchema.parse(JSON.parse(line));
      const { file, fault } = findImage(row) ?? {};
      const message =
        fault === undefined ? error.message : `Cannot score record ${row} of "${model}": ${fault}`;
      return JSON.stringify({ row, file, ...error, message });
    });
  return { ...result, errors: new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')) };
}
