import { z } from 'zod';
import { tableFormatSchema } from '../../scoring/table/table-format.ts';
import { jobSettingsSchema } from '../job-settings.ts';

const blobSchema = z.object({ path: z.string(), etag: z.string(), bytes: z.number() });

/** One blob of the input. */
const tableSchema = blobSchema
  .extend({
    /** Its text, where that is not the blob itself: of one that is compressed, for instance. */
    copy: blobSchema.exactOptional(),
    /** First byte of its records in the text. */
    headerBytes: z.number(),
    /** End of its records in the text. */
    endBytes: z.number(),
    /** Where its records begin when those of all tables are put together. */
    start: z.number(),
    /** Whether its last record has no newline: it is given one, so that the next table's records are not part of it. */
    needsNewline: z.boolean(),
    /** 1-based row of its first record. */
    firstRow: z.number(),
    records: z.number(),
  })
  .readonly();

export type PlannedTable = z.infer<typeof tableSchema>;

export const planSchema = z
  .object({
    job: z.string(),
    model: z.string(),
    version: z.string(),
    sha256: z.string(),
    /** The version that is compared with it. */
    challenger: z.object({ version: z.string(), sha256: z.string() }).readonly().exactOptional(),
    /** Of many blobs the ETag is a hash of theirs. */
    input: blobSchema,
    tables: z.array(tableSchema).readonly(),
    /** Of a collection of images: the table is the list of them. */
    images: z
      .object({
        kind: z.enum(['folder', 'zip']),
        /** What comes before the name of an image in paths. */
        root: z.string(),
        /** Names the column with the name of the image. */
        key: z.string(),
        /** Of the images of the largest chunk. */
        chunkBytes: z.number(),
      })
      .exactOptional(),
    /** Of series: the columns whose values name one. The records are series, the rows of each stand together. */
    by: z.array(z.string()).readonly().exactOptional(),
    format: tableFormatSchema,
    /** The header line of predictions.csv; empty where the output has none. */
    outputHeader: z.string(),
    settings: jobSettingsSchema,
    /** What is odd about the input, and no fault. */
    warnings: z.array(z.string()).readonly(),
    records: z.number(),
    /** Chunks are numbered from 1; 0 is the header in the output's blocks. */
    chunks: z.number(),
  })
  .readonly();

/** What a job does, pinned before its first record is scored: nothing in it changes while the job runs. */
export type Plan = z.infer<typeof planSchema>;
