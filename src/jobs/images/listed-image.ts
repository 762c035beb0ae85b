import { z } from 'zod';

const listedImageSchema = z
  .object({
    /** Its path in the folder or the zip. */
    name: z.string(),
    /** To be read for it. */
    bytes: z.number(),
    /** Why it is not read. */
    fault: z.string().exactOptional(),
    /** Of the blob, in a folder. */
    etag: z.string().exactOptional(),
    /** Where it is in a zip. */
    entry: z
      .object({
        offset: z.number(),
        compressedBytes: z.number(),
        inflatedBytes: z.number(),
        isDeflated: z.boolean(),
        crc32: z.number(),
      })
      .exactOptional(),
  })
  .readonly();

/** One image of a collection, as it was when the job was planned. */
export type ListedImage = z.infer<typeof listedImageSchema>;

const decoder = new TextDecoder();

/** A line without commas and quotes, whatever the names: it is one field of one record to any reader of tables. */
export function formatListedImage(image: ListedImage): string {
  return encodeURIComponent(JSON.stringify(image)) + '\n';
}

/** Reads back lines that `formatListedImage` wrote. */
export function parseListedImages(bytes: Uint8Array): readonly ListedImage[] {
  const lines = decoder.decode(bytes).split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => listedImageSchema.parse(JSON.parse(decodeURIComponent(line))));
}
